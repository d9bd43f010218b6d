/**
 * The value of `key`, made once and kept. At `limit` entries the cache starts afresh: entries are cheap to make again,
 * and a steady load touches few of them.
 */
export function remembered<K, V>(cache: Map<K, V>, limit: number, key: K, make: (key: K) => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= limit) cache.clear();
  const made = make(key);
  cache.set(key, made);
  return made;
}
