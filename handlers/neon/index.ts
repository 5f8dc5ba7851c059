import { services } from '../../thresholds/services';
import { createHandler } from '../driver/handler';
import type { Service } from '../driver/service';
import { collect } from './collect';
import { readers } from './readers';
import { detailSchema, type NeonSnapshot, remarks } from './snapshot';
import { type NeonTarget, readTarget } from './target';

export const service: Service<typeof services.neon.rows, NeonSnapshot, NeonTarget> = {
  name: 'neon',
  ...services.neon,
  secrets: ['NEON_CONNECTION_STRING', 'NEON_API_KEY', 'NEON_PROJECT_ID'],
  readTarget,
  collect,
  readers,
  detail: detailSchema,
  remarks,
};

export const handler = createHandler(service);
