import { expect, test } from "vitest";
import { maskAddress, maskEmail, maskPhone } from "#src/domain/mask.ts";

test.each([
  ["+8613800138000", "+86138****8000"],
  ["+14155550123", "+141****0123"],
  ["+4930123456", "+49****3456"],
  ["+2901234", "+2****1234"],
])("%s shows as %s", (phone, shown) => {
  expect(maskPhone(phone)).toBe(shown);
});

test("an e-mail address keeps its domain alone", () => {
  expect(maskEmail("wang.fang@example.com")).toBe("w***@example.com");
});

test("an address is masked by its form", () => {
  expect(maskAddress("+8613800138000")).toBe("+86138****8000");
  expect(maskAddress("x@example.com")).toBe("x***@example.com");
  expect(maskAddress("wecom:wangfang")).toBe("wecom:w***");
});
