import { MultiBar, Presets } from "cli-progress";

/** How far a file has been read: a bar on a terminal, a line now and then elsewhere. */
export interface ImportProgress {
  /** @param share of the file's bytes, 0 to 1. */
  reach(share: number, rows: number): void;
  /** A line of its own. */
  say(line: string): void;
  end(): void;
}

/** Milliseconds between two lines. */
const EVERY = 5_000;

export function importProgress(out: NodeJS.WriteStream): ImportProgress {
  return out.isTTY ? bar(out) : lines(out);
}

function bar(out: NodeJS.WriteStream): ImportProgress {
  const format = " {bar} {percentage}%  {rows} rows";
  const all = new MultiBar({ stream: out, format, hideCursor: true, barsize: 30 }, Presets.shades_classic);
  const one = all.create(100, 0, { rows: 0 });
  return {
    reach: (share, rows) => one.update(Math.floor(share * 100), { rows }),
    say: (line) => all.log(`${line}\n`),
    end: () => all.stop(),
  };
}

function lines(out: NodeJS.WriteStream): ImportProgress {
  let next = performance.now() + EVERY;
  return {
    reach(share, rows) {
      if (performance.now() < next) return;
      next = performance.now() + EVERY;
      out.write(`cuifu: ${Math.floor(share * 100)}% read, ${rows} rows\n`);
    },
    say: (line) => void out.write(`${line}\n`),
    end: () => undefined,
  };
}
