import { MultiBar, Presets, type SingleBar } from "cli-progress";

/** How far the day has come: a bar on a terminal, a line every ten per cent elsewhere. */
export interface Progress {
  /** @param share 0 to 1; it never goes back. */
  reach(share: number, where: string): void;
  /** A line of its own. */
  say(line: string): void;
  end(): void;
}

export function createProgress(out: NodeJS.WriteStream): Progress {
  return out.isTTY ? bar(out) : lines(out);
}

function bar(out: NodeJS.WriteStream): Progress {
  const format = " {bar} {percentage}%  {where}";
  // Shown from the first step on, so that what is said before stands above it.
  let shown: { readonly all: MultiBar; readonly one: SingleBar } | null = null;
  const show = () => {
    const all = new MultiBar({ stream: out, format, hideCursor: true, barsize: 30 }, Presets.shades_classic);
    return { all, one: all.create(100, 0, { where: "" }) };
  };
  return {
    reach(share, where) {
      shown ??= show();
      shown.one.update(Math.floor(share * 100), { where });
    },
    say: (line) => shown?.all.log(`${line}\n`),
    end: () => shown?.all.stop(),
  };
}

function lines(out: NodeJS.WriteStream): Progress {
  let told = -1;
  return {
    reach(share, where) {
      const tenth = Math.floor(share * 10);
      if (tenth <= told) return;
      told = tenth;
      out.write(`${String(tenth * 10).padStart(3)}%  ${where}\n`);
    },
    say: (line) => out.write(`${line}\n`),
    end: () => undefined,
  };
}
