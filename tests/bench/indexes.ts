/** Indexes and constraints out of the way while millions of rows are filled in: built afterwards they take a tenth. */
import type pg from "pg";

/** A table's constraints but for checks and NOT NULL (first those that refer, then what they refer to), then its plain indexes. */
const DEFINED = `
  SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS drop,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS make
  FROM pg_constraint c
  WHERE c.contype IN ('p', 'u', 'f') AND (c.conrelid = ANY($1::regclass[]) OR c.confrelid = ANY($1::regclass[]))
  ORDER BY c.contype <> 'f'`;
const INDEXES = `
  SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS drop, pg_get_indexdef(i.indexrelid) AS make
  FROM pg_index i WHERE i.indrelid = ANY($1::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))`;

/** Drops them. @returns the statements that make them again, in their order. */
export async function withoutIndexes(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const made: string[] = [];
  for (const query of [INDEXES, DEFINED]) {
    const { rows } = await client.query<{ drop: string; make: string }>(query, [tables]);
    for (const row of rows) await client.query(row.drop);
    made.unshift(...rows.map((row) => row.make).reverse());
  }
  return made;
}
