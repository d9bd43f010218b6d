import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEMPLATE_VARIABLES } from "#src/domain/template-variables.ts";
import { inspectLiquid } from "#src/render/liquid.ts";
import { type RenderThread, renderThread } from "#src/render/thread.ts";

const unknown = (words: string) => {
  const inspection = inspectLiquid(words);
  return inspection.ok ? inspection.unknown : inspection.error;
};

test("every variable that is listed is known", () => {
  const words = TEMPLATE_VARIABLES.map((path) => `{{ ${path.replaceAll("[]", "[0]")} }}`);
  expect(words.length).toBeGreaterThan(20);
  expect(unknown(words.join(""))).toEqual([]);
});

describe("names that are no variables", () => {
  test.each<[string, string[] | string]>([
    ["{{ buyer.phone }}", ["buyer.phone"]],
    ["{{ BUYER.name }} {{ x }} {{ x }}", ["BUYER.name", "x"]],
    ["{% if count > 1 %}{{ nowhere }}{% endif %}", ["nowhere"]],
    ["{% if nowhere %}a{% endif %}", ["nowhere"]],
    ["{{ 'a' | append: shop.secret }}", ["shop.secret"]],
    ["{% case buyer.gender %}{% when 'f' %}a{% endcase %}", ["buyer.gender"]],
    ["{{ orders.id }}", ["orders.id"]],
    ["{{ orders[0].ids }}", ["orders[0].ids"]],
    ["{{ buyer.constructor.name }}", ["buyer.constructor.name"]],
    ["{{ __proto__ }} {{ orders.__proto__ }} {{ constructor }}", ["__proto__", "orders.__proto__", "constructor"]],
    ["{{ buyer[order.id] }}", ["buyer[…]"]],
    ["{% for o in orders %}{{ o.id }}{{ o.price }}{% endfor %}", ["o.price"]],
    ["{% for o in orders %}{% for i in o.items %}{{ i.title }}{{ i.sku }}{% endfor %}{% endfor %}", ["i.sku"]],
    ["{% for i in order.items %}{{ i.title }} {{ forloop.index }}{% endfor %}", []],
    ["{% for order in orders %}{{ order.id }}{% endfor %}", []],
    ["{% for o in things %}{{ o.id }}{% endfor %}", ["o.id", "things"]],
    [
      "{{ orders.first.id }} {{ orders.last.amount }} {{ orders.size }} {{ buyer.name.size }} {{ orders[count].id }}",
      [],
    ],
    ["{{ buyer['name'] }}", []],
    ["{% assign who = buyer.name | default: 'x' %}{{ who }}{% capture a %}b{% endcapture %}{{ a }}", []],
    ["{% comment %}{{ nowhere }}{% endcomment %}{% raw %}{{ nowhere }}{% endraw %}", []],
    ["{{ shop.name", "syntax"],
    ["{% include 'x' %}", "syntax"],
    ["{% if false %}{% render 'x' %}{% endif %}", "syntax"],
    ["{{ shop.name | nothing }}", "syntax"],
    ["a".repeat(20_001), "limit"],
  ])("%s", (words, expected) => {
    const found = unknown(words);
    expect(typeof found === "string" ? found : [...found].sort()).toEqual(
      typeof expected === "string" ? expected : [...expected].sort(),
    );
  });
});

describe("in the thread", () => {
  let thread: RenderThread;
  beforeAll(() => {
    thread = renderThread();
  });
  afterAll(() => thread.close());

  test("words are looked at there too", async () => {
    expect(await thread.inspect("{{ buyer.phone }}")).toEqual({ ok: true, unknown: ["buyer.phone"] });
    expect(await thread.inspect("{{ x")).toEqual({ ok: false, error: "syntax" });
  });
});
