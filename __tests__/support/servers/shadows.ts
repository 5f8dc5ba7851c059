import type { Database } from './postgres';

/** Types whose operators are shadowed. */
const TYPES = ['text', 'name', 'oid', 'int4', 'int8', 'float8', 'numeric', 'bool', 'timestamptz', 'interval'];
const list = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');

/**
 * Creates a schema in which another user shadows what a text uses of pg_catalog: tables, types, an aggregate, and functions
 * and operators that fail when they are called.
 * @returns how many functions, tables and operators it has
 */
export async function shadow(db: Database, schema: string, text: string): Promise<number> {
  const words = list([...new Set(text.match(/[a-z_][a-z0-9_]*/g))]);
  const trap = `LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION ''trapped''; END$$`;
  await db.admin.query(`
    CREATE SCHEMA ${schema}; GRANT USAGE ON SCHEMA ${schema} TO PUBLIC;
    DO $body$ DECLARE one record; BEGIN
      FOR one IN
        SELECT format('CREATE FUNCTION ${schema}.%I(%s) RETURNS %s ${trap}', proname,
                      pg_get_function_identity_arguments(oid), pg_get_function_result(oid)) AS sql
          FROM pg_proc WHERE prokind = 'f' AND proname IN (${words})
        UNION ALL
        SELECT format('CREATE FUNCTION ${schema}.trap_%s(%s, %s) RETURNS %s ${trap};
                       CREATE OPERATOR ${schema}.%s (LEFTARG = %2$s, RIGHTARG = %3$s, FUNCTION = ${schema}.trap_%1$s)',
                      oid, oprleft::regtype, oprright::regtype, oprresult::regtype, oprname)
          FROM pg_operator WHERE oprleft::regtype::oid IN (SELECT oid FROM pg_type WHERE typname IN (${list(TYPES)}))
        UNION ALL
        SELECT format('CREATE TABLE ${schema}.%I ()', relname) FROM pg_class
         WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') AND relname IN (${words})
        UNION ALL
        SELECT format('CREATE DOMAIN ${schema}.%I AS bool', typname) FROM pg_type
         WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype = 'b' AND typname IN (${words})
        UNION ALL
        SELECT 'CREATE AGGREGATE ${schema}.count(*) (SFUNC = int8inc, STYPE = int8, INITCOND = ''1000'')'
      LOOP
        BEGIN EXECUTE one.sql; EXCEPTION WHEN others THEN NULL; END;
      END LOOP;
    END $body$`);
  return db.one(`SELECT (SELECT count(*) FROM pg_proc WHERE pronamespace = '${schema}'::regnamespace)::int
                      + (SELECT count(*) FROM pg_class WHERE relnamespace = '${schema}'::regnamespace)::int
                      + (SELECT count(*) FROM pg_operator WHERE oprnamespace = '${schema}'::regnamespace)::int`);
}
