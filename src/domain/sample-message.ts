/** Messages that no buyer gets: for trying words before they are used. */
import { instant } from "./instant.ts";
import type { MessageCoupon, MessageFacts, MessageSubject } from "./message.ts";
import type { CurrencyCode, Minor } from "./money.ts";
import type { BuyerKind, Medium } from "./template.ts";

/** For whom a sample is made. */
export interface SampleScene {
  readonly medium: Medium;
  readonly locale: string;
  readonly kind: BuyerKind | "any";
  readonly shopName: string;
  readonly currency: CurrencyCode;
  /** Where buyers reach the service, without a slash at the end. */
  readonly publicUrl: string;
}

/** As long as a real link's code, so that lengths and prices are true; it opens nothing. */
const CODE = "samplesamplesamp";

/** A usual message about one order, with a coupon for words that name one. */
export function sampleFacts(scene: SampleScene): MessageFacts & { readonly optOutUrl: string } {
  return { ...facts(scene, { orders: 1, known: true }), optOutUrl: optOutUrl(scene), coupon: sampleCoupon(scene) };
}

/** A link of the length of a real one; nobody says no by it. */
const optOutUrl = ({ publicUrl }: SampleScene): string => `${publicUrl}/u/${CODE}`;

/** Messages that words have to stand: one order, three in one message, and one of which little is known. */
export function trialFacts(scene: SampleScene): readonly { readonly what: string; readonly facts: MessageFacts }[] {
  return [
    { what: "a message about one order", facts: facts(scene, { orders: 1, known: true }) },
    { what: "a message about three orders", facts: facts(scene, { orders: 3, known: true }) },
    {
      what: "a message with a coupon",
      facts: { ...facts(scene, { orders: 1, known: true }), coupon: sampleCoupon(scene) },
    },
    {
      what: "an order without goods and link, of a buyer without a name",
      facts: facts(scene, { orders: 1, known: false }),
    },
  ];
}

function facts(scene: SampleScene, { orders, known }: { orders: number; known: boolean }): MessageFacts {
  const { medium, locale, kind, shopName } = scene;
  const isChinese = /^zh\b/i.test(locale);
  const others = Array.from({ length: orders - 1 }, (_, n) => sampleOrder(scene, n + 2, known));
  return {
    medium,
    locale,
    shopName,
    buyerName: known ? (isChinese ? "王芳" : "Anna") : null,
    buyerKind: kind === "any" ? "new" : kind,
    orders: [sampleOrder(scene, 1, known), ...others],
    optOutUrl: known ? optOutUrl(scene) : null,
  };
}

/** No shop knows this code. */
const sampleCoupon = ({ currency }: SampleScene): MessageCoupon => ({
  code: "SAMPLE-0000",
  amount: { amount: 1_000 as Minor, currency },
  expiresAt: SAMPLE_EXPIRY,
  zone: "UTC",
  order: sampleId(1),
});

const SAMPLE_EXPIRY = instant(Date.UTC(2026, 0, 3, 23, 59));

const sampleId = (n: number): string => `20260101-000${n}`;

function sampleOrder({ locale, currency, publicUrl }: SampleScene, n: number, known: boolean): MessageSubject {
  const title = /^zh\b/i.test(locale) ? "羊毛毛衣" : "Wool sweater";
  return {
    id: sampleId(n),
    amount: { amount: (n * 19_900) as Minor, currency },
    payUrl: known ? `${publicUrl}/r/${CODE}` : null,
    items: known ? [{ title, quantity: n }] : [],
  };
}
