import { services } from '../../thresholds/services';
import { createHandler } from '../driver/handler';
import type { Service } from '../driver/service';
import { collect } from './collect';
import { readers } from './readers';
import type { UpstashSnapshot } from './snapshot';
import { readTarget, type UpstashTarget } from './target';

export const service: Service<typeof services.upstash.rows, UpstashSnapshot, UpstashTarget> = {
  name: 'upstash',
  ...services.upstash,
  secrets: ['UPSTASH_REST_URL', 'UPSTASH_REST_TOKEN'],
  readTarget,
  collect,
  readers,
};

export const handler = createHandler(service);
