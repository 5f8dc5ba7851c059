import { Client } from 'pg';
import { freshPassword } from '../servers/place';
import type { PostgresServer } from '../servers/postgres';

/** The shop's database, used by the workload and watched by the collector. */
export interface Shop {
  /** URL for the application's role, which owns the tables and is not a superuser. */
  readonly application: string;
  /** URL for a role with the same rights, for which slots are reserved. */
  readonly reports: string;
  /** URL for a role that may only read statistics. */
  readonly monitor: string;
  readonly monitorPassword: string;
}

/** What applications can have. */
const CONNECTION_LIMIT = 70;
const WORKLOAD_SESSIONS = 4;
/** More cannot leak. */
export const MOST_LEAKED = CONNECTION_LIMIT - WORKLOAD_SESSIONS;

/** Few slots, so that filling them costs little, and some that are left for reports and the monitor even then. */
const [RESERVED, FOR_SUPERUSERS] = [20, 3];
export const shopSettings = {
  max_connections: CONNECTION_LIMIT + RESERVED + FOR_SUPERUSERS,
  reserved_connections: RESERVED,
  superuser_reserved_connections: FOR_SUPERUSERS,
} as const;

const CUSTOMERS = 5_000;
const ORDERS = 60_000;
const PRODUCTS = 100;

/**
 * The role as created on Neon with SQL: only pg_monitor. Roles created in Neon's console have full rights. Here it also has
 * slots that are reserved, so that it sees that all others are taken.
 */
const monitorRole = (password: string) => `
  CREATE ROLE monitor LOGIN PASSWORD '${password}' CONNECTION LIMIT 3;
  GRANT pg_monitor, pg_use_reserved_connections TO monitor;
  ALTER ROLE monitor SET statement_timeout = '10s';
  ALTER ROLE monitor SET default_transaction_read_only = on;`;

const tables = `
  CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE stock (product int PRIMARY KEY, pieces int NOT NULL);
  CREATE TABLE orders (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer int NOT NULL REFERENCES customers,
    cents int NOT NULL,
    placed timestamptz NOT NULL DEFAULT now()
  );
  INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, ${CUSTOMERS}) n;
  INSERT INTO stock SELECT n, 1000 FROM generate_series(1, ${PRODUCTS}) n;
  INSERT INTO orders (customer, cents)
    SELECT 1 + floor(random() * ${CUSTOMERS}), 100 + floor(random() * 20000) FROM generate_series(1, ${ORDERS});
  CREATE INDEX ON orders (customer);
  ANALYZE;`;

const some = (first: number, last: number) => first + Math.floor(Math.random() * (last - first + 1));
/** The number of a random customer, order or product. */
export const someCustomer = () => some(1, CUSTOMERS);
export const someOrder = () => some(1, ORDERS);
/** Products that the workload leaves alone. */
export const PRODUCTS_APART = [1, 2, 3] as const;
export const someProduct = () => some(PRODUCTS_APART.length + 1, PRODUCTS);

/** Creates the shop on a fresh server with `shopSettings`: roles, the extension, and tables of a few megabytes. */
export async function openShop(server: PostgresServer): Promise<Shop> {
  const [shopPassword, reportsPassword, monitorPassword] = [
    freshPassword(),
    freshPassword(),
    freshPassword(),
  ];
  await as(
    server.url,
    `CREATE ROLE shop LOGIN PASSWORD '${shopPassword}';
     ALTER ROLE shop SET max_parallel_workers_per_gather = 0;
     CREATE ROLE reports LOGIN PASSWORD '${reportsPassword}' IN ROLE shop, pg_use_reserved_connections;
     ALTER ROLE reports SET deadlock_timeout = '200ms';
     ${monitorRole(monitorPassword)}`,
    'CREATE DATABASE shop OWNER shop',
  );
  const url = (user: string, password: string) =>
    `postgresql://${user}:${password}@${server.host}:${server.port}/shop`;
  await as(url(server.user, server.password), 'CREATE EXTENSION pg_stat_statements');
  const shop = {
    application: url('shop', shopPassword),
    reports: url('reports', reportsPassword),
    monitor: url('monitor', monitorPassword),
    monitorPassword,
  };
  await as(shop.application, tables);
  return shop;
}

async function as(url: string, ...commands: string[]): Promise<void> {
  const client = new Client({ connectionString: url, ssl: false });
  await client.connect();
  try {
    for (const command of commands) await client.query(command);
  } finally {
    await client.end();
  }
}
