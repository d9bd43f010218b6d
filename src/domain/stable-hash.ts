const mix = (half: number, code: number, by: number): number => Math.imul(half ^ code, by);

/** The murmur3 finalizer: every bit of the input moves half of the bits of the output. */
function finish(half: number, other: number): number {
  const once = Math.imul(half ^ (half >>> 16), 2246822507);
  return (once ^ Math.imul(other ^ (other >>> 13), 3266489909)) >>> 0;
}

/**
 * A number in [0, 1) that follows from the texts alone, evenly spread: the same on every machine and in every version,
 * because the held-out arm and planned times hang on it. 53 bits (cyrb53); not for secrets.
 */
export function unitHash(...parts: readonly string[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 1) {
      const code = part.charCodeAt(at);
      high = mix(high, code, 2654435761);
      low = mix(low, code, 1597334677);
    }
    // A mark that is no UTF-16 unit ends each part, so ("a", "bc") is not ("ab", "c").
    high = mix(high, 0x10000, 2654435761);
    low = mix(low, 0x10000, 1597334677);
  }
  const top = finish(high, low);
  const bottom = finish(low, top);
  return ((top & 0x1fffff) * 0x100000000 + bottom) / 0x20000000000000;
}
