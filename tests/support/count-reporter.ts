import type { Reporter, TestModule } from "vitest/node";

/** The last line of a run, for machines: "12 passed, 0 failed". A file that can't be run counts as a failure. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed++;
        if (state === "failed") failed++;
      }
      if (module.errors().length > 0) failed++;
    }
    process.once("exit", () => console.log(`${passed} passed, ${failed} failed`));
  }
}
