import { clientOf } from './account';
import type { Patient } from './patient';

/** Mends what was planted. */
type Undo = () => Promise<unknown>;

/** Something that goes wrong with a deployment, and what the doctor must say of it: nothing else. */
export interface Fault {
  readonly name: string;
  readonly says: RegExp;
  plant(patient: Patient, archive: Buffer): Promise<Undo>;
}

/** A client of the patient's account, which is closed with the patient. */
export function client<T extends { destroy(): void }>(
  patient: Patient,
  Client: new (config: ReturnType<typeof clientOf>) => T,
): T {
  const opened = new Client(clientOf(patient.account));
  patient.toClose.push(opened);
  return opened;
}
