import { expect, test } from "vitest";
import { createTokenBucket } from "#src/http/token-bucket.ts";

test("a second's worth at once, then as many as time brings", () => {
  let now = 0;
  const bucket = createTokenBucket(10, () => now);
  const taken = () => {
    let count = 0;
    while (bucket.take()) count++;
    return count;
  };
  expect(taken()).toBe(10);
  now += 300;
  expect(taken()).toBe(3);
  now += 60_000;
  expect(taken()).toBe(10);
});
