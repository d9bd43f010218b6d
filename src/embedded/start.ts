/** A private PostgreSQL for one machine, from the binaries that npm ships. Several processes may use one data folder. */
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { type Binaries, findBinaries } from "./binaries.ts";
import { type Cluster, openCluster } from "./cluster.ts";
import { type Hold, takeHold, urlOf } from "./hold.ts";
import { dropStrangersRecord, freePort, isAlive, lastComplaint, launch, recordedPostmaster } from "./postmaster.ts";

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
const RETRY_MS = 250;
/** After so many servers that ended at once, one that can't start is not tried again. */
const MAX_FAILED_STARTS = 8;

export interface EmbeddedOptions {
  /** Where the server listens on 127.0.0.1; 0 (the default) lets it choose. */
  readonly port?: number;
  /** False gives up what survives a power cut, for speed: for tests and demonstrations. */
  readonly durable?: boolean;
  /** Told in a line when the server was lost and when it came back. */
  readonly onTrouble?: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** Of the owner of the database. */
  readonly url: string;
  readonly port: number;
  /** Whether a server that was already running was taken over. */
  readonly reused: boolean;
  /** Gives this process's share back; the last one to leave stops the server. Close pools first. */
  stop(): Promise<void>;
}

/**
 * Starts, or joins, the server whose data lies in `<dataDir>/postgres`. Where the server dies while in use, it is
 * started again on the same port, so that pools find it again.
 */
export async function startEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const site: Site = {
    binaries,
    cluster: await openCluster(dataDir, binaries),
    durable: options.durable ?? true,
  };
  const { hold, launched } = await join(site, options.port ?? 0);
  const { port } = hold.postmaster;
  const stop = keep(site, hold, options.onTrouble ?? (() => undefined));
  return { url: urlOf(site.cluster, port), port, reused: !launched, stop };
}

interface Site {
  readonly binaries: Binaries;
  readonly cluster: Cluster;
  readonly durable: boolean;
}

/** Takes a share in the running server, started where there is none. Of several that start at once, one stays. */
async function join(site: Site, port: number): Promise<{ hold: Hold; launched: boolean }> {
  const { cluster } = site;
  const until = performance.now() + START_TIMEOUT_MS;
  let child: ChildProcess | null = null;
  for (let failed = 0; failed < MAX_FAILED_STARTS && performance.now() < until; await sleep(POLL_MS)) {
    const recorded = recordedPostmaster(cluster);
    if (recorded && isAlive(cluster, recorded)) {
      const hold = await takeHold(cluster, recorded).catch(() => null);
      if (hold) return { hold, launched: child?.pid === recorded.pid };
    } else if (child === null || hasEnded(child)) {
      if (child) failed++;
      dropStrangersRecord(cluster);
      // Who else used a server that died looks for it on its old port.
      const chosen = port || (failed === 0 && recorded?.port) || (await freePort());
      child = launch(cluster, site.binaries, chosen, site.durable);
    }
  }
  throw new Error(`embedded PostgreSQL does not start: ${lastComplaint(cluster)} (its log: ${cluster.log})`);
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Watches the server until the returned function gives the share back. */
function keep(site: Site, first: Hold, onTrouble: (message: string) => void): () => Promise<void> {
  const { port } = first.postmaster;
  let stopping = false;
  let current: Promise<Hold | null> = Promise.resolve(first);

  const rejoin = async (): Promise<Hold | null> => {
    onTrouble("the embedded PostgreSQL is gone: starting it again");
    while (!stopping) {
      try {
        const { hold } = await join(site, port);
        onTrouble("the embedded PostgreSQL is back");
        return hold;
      } catch (error) {
        onTrouble(error instanceof Error ? error.message : String(error));
        await sleep(RETRY_MS);
      }
    }
    return null;
  };
  const watch = async (hold: Hold): Promise<void> => {
    await hold.lost;
    if (stopping) return;
    current = rejoin();
    const again = await current;
    if (again) await watch(again);
  };
  void watch(first);

  return async () => {
    stopping = true;
    const hold = await current;
    await hold?.release();
  };
}
