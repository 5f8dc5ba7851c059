import { Client } from 'pg';
import { freshPassword } from '../servers/place';
import type { PostgresServer } from '../servers/postgres';

/** The shop's database, used by the workload and watched by the collector. */
export interface Shop {
  /** URL for the application's role, which owns the tables and is not a superuser. */
  readonly application: string;
  /** URL for a role that may only read statistics. */
  readonly monitor: string;
}

const CUSTOMERS = 5_000;
const ORDERS = 60_000;

/** The role as created on Neon with SQL: only pg_monitor. Roles created in Neon's console have full rights. */
const monitorRole = (password: string) => `
  CREATE ROLE monitor LOGIN PASSWORD '${password}' CONNECTION LIMIT 3;
  GRANT pg_monitor TO monitor;
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
  INSERT INTO stock SELECT n, 1000 FROM generate_series(1, 100) n;
  INSERT INTO orders (customer, cents)
    SELECT 1 + floor(random() * ${CUSTOMERS}), 100 + floor(random() * 20000) FROM generate_series(1, ${ORDERS});
  CREATE INDEX ON orders (customer);
  ANALYZE;`;

/** The number of a random customer or order among the initial ones. */
export const someCustomer = () => 1 + Math.floor(Math.random() * CUSTOMERS);
export const someOrder = () => 1 + Math.floor(Math.random() * ORDERS);

/** Creates the shop on a fresh server: two roles, the extension, and tables of a few megabytes. */
export async function openShop(server: PostgresServer): Promise<Shop> {
  const [shopPassword, monitorPassword] = [freshPassword(), freshPassword()];
  await as(
    server.url,
    `CREATE ROLE shop LOGIN PASSWORD '${shopPassword}';
     ALTER ROLE shop SET max_parallel_workers_per_gather = 0;
     ${monitorRole(monitorPassword)}`,
    'CREATE DATABASE shop OWNER shop',
  );
  const url = (user: string, password: string) =>
    `postgresql://${user}:${password}@${server.host}:${server.port}/shop`;
  await as(url(server.user, server.password), 'CREATE EXTENSION pg_stat_statements');
  const shop = { application: url('shop', shopPassword), monitor: url('monitor', monitorPassword) };
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
