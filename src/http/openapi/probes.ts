import { z } from "zod";
import type { DescribedRoute } from "./describe.ts";

const JAVASCRIPT = "text/javascript; charset=utf-8";

export const PROBES: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/healthz",
    tag: "Probes",
    summary: "Whether the process lives",
    answers: { 200: { description: "It does", schema: z.object({ status: z.literal("ok") }) } },
  },
  {
    method: "get",
    path: "/readyz",
    tag: "Probes",
    summary: "Whether it can work",
    description:
      "503 while the database can't be reached, or the queue by a process that schedules or sends. The role api alone " +
      "takes orders in without the queue, and stays ready.",
    answers: { 200: { description: "It can", schema: z.object({ status: z.literal("ready") }) } },
  },
  {
    method: "get",
    path: "/metrics",
    tag: "Probes",
    summary: "Metrics for Prometheus",
    answers: { 200: { description: "In the text format of Prometheus", type: "text/plain" } },
  },
];

export const LINKS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/r/:code",
    tag: "Links",
    summary: "A pay link: counts a human click, leads to where the shop takes the money",
    params: { code: "The code of one message" },
    answers: {
      302: { description: "To the order's own pay_url", headers: { Location: "The pay_url" } },
      404: { description: "A page that says that there is no such link", type: "text/html" },
      410: { description: "A page that says that there is nothing left to pay", type: "text/html" },
    },
  },
  {
    method: "get",
    path: "/u/:token",
    tag: "Links",
    summary: "An opt-out link: asks, and changes nothing",
    params: { token: "Of one message" },
    answers: {
      200: { description: "A page with a button", type: "text/html" },
      404: { description: "A page that says that there is no such link", type: "text/html" },
    },
  },
  {
    method: "post",
    path: "/u/:token",
    tag: "Links",
    summary: "Opts out, on every channel",
    description: "By the page's button, or by a mail program (RFC 8058). The body is not read.",
    params: { token: "Of one message" },
    answers: {
      200: { description: "A page that says that it is done", type: "text/html" },
      404: { description: "A page that says that there is no such link", type: "text/html" },
    },
  },
];

export const THIS_DOCUMENT: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/openapi.json",
    tag: "This document",
    summary: "The API, for programs",
    answers: { 200: { description: "OpenAPI 3.1", schema: z.looseObject({ openapi: z.literal("3.1.0") }) } },
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/docs",
    tag: "This document",
    summary: "The API, for people",
    answers: { 200: { description: "A page", type: "text/html" } },
  },
  {
    method: "get",
    path: "/api/docs/:file",
    tag: "This document",
    summary: "What the page loads",
    params: { file: "swagger-ui.css, swagger-ui-bundle.js or start.js" },
    answers: { 200: { description: "The file", type: JAVASCRIPT } },
    refusals: [404],
  },
];

export const PAGE: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/",
    tag: "The page",
    summary: "Where staff see, tune and decide",
    answers: { 200: { description: "A page", type: "text/html" } },
  },
  {
    method: "get",
    path: "/assets/:file",
    tag: "The page",
    summary: "What the page loads",
    params: { file: "Named after its content" },
    answers: { 200: { description: "The file, for a year", type: JAVASCRIPT } },
    refusals: [404],
  },
];
