/** Faults that tests provoke in a process of their own (faults.md, "Faults"). */
import { ConfigError } from "./config.ts";

export type Failpoint = (name: string) => Promise<void>;

/**
 * What the journey calls at its named moments. `setting` is `CUIFU_FAILPOINT`, as in `after_claim:kill`: the process is
 * killed there, or (`freeze`) stopped once until it is told to continue. Null: nothing ever happens. Throws
 * `ConfigError` where the fault is another; that it is set only in tests is seen to by the configuration.
 */
export function createFailpoint(setting: string | null): Failpoint {
  if (setting === null) return async () => undefined;
  const [moment, fault] = setting.split(":");
  if (fault !== "kill" && fault !== "freeze") {
    throw new ConfigError("CUIFU_FAILPOINT: expected a moment and kill or freeze, as in after_claim:kill");
  }
  let met = false;
  return async (name) => {
    if (name !== moment || met) return;
    met = true;
    process.kill(process.pid, fault === "kill" ? "SIGKILL" : "SIGSTOP");
  };
}
