import type { Handler } from '../../../handlers/driver/handler';
import { awsVariables, FakeAws } from '../aws/fake-aws';
import { type NeonApiServer, startNeonApi } from '../servers/neon-api';
import { type Database, startDatabase } from '../servers/postgres';
import { neonCollector } from './neon';

/** A database, the control plane of Neon and AWS for the tests of one file. They start before the tests, and stop after them. */
export class ControlPlane {
  aws!: FakeAws;
  db!: Database;
  api!: NeonApiServer;

  constructor() {
    beforeAll(async () => {
      this.aws = await new FakeAws().start();
      Object.assign(process.env, awsVariables(this.aws.url));
      this.db = await startDatabase();
      this.api = await startNeonApi();
    });
    afterAll(async () => {
      await Promise.all([this.api.stop(), this.db.stop()]);
      await this.aws.stop();
    });
  }

  collector(env: Record<string, string> = {}): Handler {
    return neonCollector(this.db.url, env);
  }

  /** What the collector needs to ask the control plane. */
  variables() {
    return { NEON_API_KEY: 'napi_key', NEON_PROJECT_ID: 'quiet-sun', NEON_API_URL: this.api.url };
  }

  /** How often the project was asked for. */
  projectCalls(): number {
    return this.api.asked.filter((path) => !path.endsWith('/endpoints')).length;
  }
}

/** ISO 8601. */
export const minutesAgo = (n: number): string => new Date(Date.now() - n * 60_000).toISOString();
