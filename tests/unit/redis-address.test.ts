import { expect, test } from "vitest";
import { parseRedisAddress } from "#src/redis-address.ts";

const plain = { kind: "single", username: null, password: null, database: 0, tls: false } as const;

test.each([
  ["redis://cache", { ...plain, nodes: [{ host: "cache", port: 6379 }] }],
  ["redis://10.0.0.1:7000/3", { ...plain, nodes: [{ host: "10.0.0.1", port: 7000 }], database: 3 }],
  ["redis://[::1]:7000/", { ...plain, nodes: [{ host: "::1", port: 7000 }] }],
  ["redis://:s%40crt@cache", { ...plain, nodes: [{ host: "cache", port: 6379 }], password: "s@crt" }],
  [
    "rediss://shop:a:b@cache:6380",
    { ...plain, nodes: [{ host: "cache", port: 6380 }], username: "shop", password: "a:b", tls: true },
  ],
  [
    "redis+cluster://a:1,b,[::2]:3",
    {
      ...plain,
      kind: "cluster",
      nodes: [
        { host: "a", port: 1 },
        { host: "b", port: 6379 },
        { host: "::2", port: 3 },
      ],
    },
  ],
  ["rediss+cluster://one:6379", { ...plain, kind: "cluster", nodes: [{ host: "one", port: 6379 }], tls: true }],
])("%s", (text, expected) => {
  expect(parseRedisAddress(text)).toEqual(expected);
});

test.each([
  "",
  "cache:6379",
  "redis://",
  "redis://a,b",
  "redis://a b",
  "redis://a:x",
  "redis+cluster://a,",
  "redis://a/x",
])("%j is none", (text) => {
  expect(parseRedisAddress(text)).toBeNull();
});
