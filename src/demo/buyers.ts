/** Buyers who never were. */
import { happens, pick, roll } from "./roll.ts";

/** A buyer as the webhook tells of one (contract.md, "Webhooks in"). */
export interface DemoBuyer {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly im: { readonly wecom: string } | null;
  readonly locale: string;
  readonly timezone: string | null;
  readonly country: string;
  readonly grade: string;
  readonly paid_orders: number;
  readonly consent: Readonly<Record<string, { given: boolean; at: string; source: string }>>;
}

interface Home {
  readonly share: number;
  readonly country: string;
  readonly timezone: string;
  readonly locale: string;
  readonly phone: (serial: number) => string;
}

const digits = (serial: number, length: number): string => String(serial).padStart(length, "0");

/** Where buyers live: most in China, some abroad, two of three of those written to in English. */
const HOMES: readonly [Home, ...Home[]] = [
  {
    share: 0.88,
    country: "CN",
    timezone: "Asia/Shanghai",
    locale: "zh-CN",
    phone: (n) => `+86138${digits(10010000 + n * 37, 8)}`,
  },
  {
    share: 0.03,
    country: "SG",
    timezone: "Asia/Singapore",
    locale: "en",
    phone: (n) => `+658${digits(1230000 + n * 7, 7)}`,
  },
  {
    share: 0.03,
    country: "JP",
    timezone: "Asia/Tokyo",
    locale: "en",
    phone: (n) => `+8190${digits(12340000 + n * 7, 8)}`,
  },
  {
    share: 0.03,
    country: "GB",
    timezone: "Europe/London",
    locale: "en",
    phone: (n) => `+447400${digits(120000 + n * 7, 6)}`,
  },
  {
    share: 0.03,
    country: "US",
    timezone: "America/New_York",
    locale: "en",
    phone: (n) => `+1212${digits(5550000 + n * 7, 7)}`,
  },
];

const SURNAMES = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙"] as const;
const GIVEN = [
  "芳",
  "伟",
  "娜",
  "敏",
  "静",
  "丽",
  "强",
  "磊",
  "洋",
  "艳",
  "杰",
  "子涵",
  "梓萱",
  "浩然",
  "雨桐",
] as const;
const FIRST = ["Emma", "Liam", "Olivia", "Noah", "Mia", "Lucas", "Hana", "Ken"] as const;
const LAST = ["Clark", "Tan", "Sato", "Evans", "Novak", "Lee"] as const;

/** Share of buyers by grade (domain.md, R8). */
const GRADES = [
  ["A", 0.05],
  ["B", 0.2],
  ["C", 0.75],
  ["D", 0.88],
  ["E", 0.97],
  ["F", 1],
] as const;

export function makeBuyer(serial: number): DemoBuyer {
  const id = `b-${digits(serial, 4)}`;
  const home = homeOf(roll("home", id));
  const chinese = home.locale === "zh-CN";
  const agreed = (share: number, channel: string) => ({
    [channel]: { given: happens(share, "consent", channel, id), at: "2026-10-01T00:00:00Z", source: "checkout" },
  });
  return {
    id,
    name: chinese
      ? pick(SURNAMES, "surname", id) + pick(GIVEN, "given", id)
      : `${pick(FIRST, "first", id)} ${pick(LAST, "last", id)}`,
    phone: home.phone(serial),
    im: happens(0.8, "im", id) ? { wecom: `wm-${id}` } : null,
    locale: home.locale,
    timezone: happens(0.9, "zone", id) ? home.timezone : null,
    country: home.country,
    grade: GRADES.find(([, upTo]) => roll("grade", id) < upTo)?.[0] ?? "C",
    paid_orders: happens(0.4, "new", id) ? 0 : 1 + Math.floor(roll("orders", id) * 12),
    consent: { ...agreed(0.8, "call"), ...agreed(0.95, "im"), ...agreed(0.95, "sms") },
  };
}

function homeOf(at: number): Home {
  let upTo = 0;
  for (const home of HOMES) {
    upTo += home.share;
    if (at < upTo) return home;
  }
  return HOMES[0];
}
