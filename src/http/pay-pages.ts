/** The pages behind a pay link that leads nowhere any more. */
import { type BuyerPage, pageLanguage } from "./buyer-page.ts";

type Words = Pick<BuyerPage, "title" | "paragraphs">;

const WORDS: Readonly<Record<"paid" | "ended" | "unknown", Readonly<Record<"zh-CN" | "en", Words>>>> = {
  paid: {
    en: {
      title: "This order is paid",
      paragraphs: ["Thank you! There is nothing more to do.", "If anything is wrong, please write to the shop."],
    },
    "zh-CN": { title: "订单已付款", paragraphs: ["谢谢您！您无需再操作。", "如有疑问，请联系店铺客服。"] },
  },
  ended: {
    en: {
      title: "This order is closed",
      paragraphs: ["There is nothing to pay. If you still want the goods, you can order them again at the shop."],
    },
    "zh-CN": { title: "订单已关闭", paragraphs: ["您无需付款。如果还想要这些商品，可以在店铺重新下单。"] },
  },
  unknown: {
    en: {
      title: "Link not found",
      paragraphs: ["Please check that the whole link was opened, or open your order at the shop."],
    },
    "zh-CN": { title: "链接不存在", paragraphs: ["请检查链接是否完整，或者在店铺打开您的订单。"] },
  },
};

/** @param locale BCP 47, or an `Accept-Language`. */
export function payPage(kind: keyof typeof WORDS, locale: string, shopName: string | null): BuyerPage {
  const lang = pageLanguage(locale);
  return { lang, shopName, ...WORDS[kind][lang] };
}
