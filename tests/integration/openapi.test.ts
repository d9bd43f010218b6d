import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DescribedRoute } from "#src/http/openapi/describe.ts";
import { ROUTES } from "#src/http/openapi/routes.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { documentedFetch } from "#tests/support/documented.ts";
import { type HttpService, openHttpService } from "#tests/support/http-service.ts";

type Json = { readonly [key: string]: Json };

let database: TestDatabase;
let service: HttpService;
let document: Json;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  const response = await documentedFetch(`${service.url}/api/openapi.json`);
  expect(response.status).toBe(200);
  document = (await response.json()) as Json;
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const nameOf = ({ method, path }: DescribedRoute) => `${method.toUpperCase()} ${path}`;

describe("the document", () => {
  test("describes every route that is registered, and no other", () => {
    expect([...new Set(service.routes)].sort()).toEqual(ROUTES.map(nameOf).sort());
  });

  test("names each parameter of a path", () => {
    for (const route of ROUTES) {
      const named = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      expect([nameOf(route), Object.keys(route.params ?? {})]).toEqual([nameOf(route), named]);
    }
  });

  test("is whole: every reference leads somewhere, every operation has its own id", () => {
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
      expect(Object.keys(document.components?.schemas ?? {})).toContain(name);
    }
    expect(text).not.toContain('"$schema"');
    const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("gives examples that are what it says they are", () => {
    for (const route of ROUTES) {
      for (const answer of Object.values(route.answers)) {
        if (answer.example === undefined) continue;
        expect([nameOf(route), answer.schema?.safeParse(answer.example).error]).toEqual([nameOf(route), undefined]);
      }
      if (route.body?.example === undefined) continue;
      expect([nameOf(route), route.body.schema.safeParse(route.body.example).error]).toEqual([
        nameOf(route),
        undefined,
      ]);
    }
  });

  test("says who needs a key and what goes wrong", () => {
    const stats = document.paths?.["/api/v1/stats/recovery"]?.get;
    expect(stats?.security).toEqual([{ key: [] }, { session: [] }]);
    expect(Object.keys(stats?.responses ?? {})).toEqual("200 304 401 403 404 422 500 503".split(" "));
    expect(document.paths?.["/api/v1/me"]?.get?.security).toEqual([{ session: [] }]);
    const webhook = document.paths?.["/webhooks/{shop}"]?.post;
    expect(webhook?.security).toEqual([]);
    expect(Object.keys(webhook?.responses ?? {})).toEqual("202 400 401 404 408 409 413 415 422 429 500 503".split(" "));
  });

  test("has an ETag", async () => {
    const first = await documentedFetch(`${service.url}/api/openapi.json`);
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    expect((await documentedFetch(`${service.url}/api/openapi.json`, { headers })).status).toBe(304);
  });
});

describe("the page", () => {
  test("loads what it names from here, and has no script in it", async () => {
    const response = await documentedFetch(`${service.url}/api/docs`);
    const html = await response.text();
    const policy = response.headers.get("content-security-policy");
    expect(policy).toMatch(/script-src 'self';/);
    expect(html).not.toMatch(/<script>|\son\w+=|https?:/);
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    expect(named.length).toBe(4);
    for (const path of named.filter((name) => name !== "data:,")) {
      const file = await fetch(new URL(path ?? "", `${service.url}/api/docs`));
      expect([path, file.status]).toEqual([path, 200]);
      expect((await file.text()).length).toBeGreaterThan(50);
    }
  });

  test("serves nothing else", async () => {
    for (const name of ["index.html", "..%2f..%2fpackage.json", "constructor"]) {
      expect([name, (await fetch(`${service.url}/api/docs/${name}`)).status]).toEqual([name, 404]);
    }
  });
});
