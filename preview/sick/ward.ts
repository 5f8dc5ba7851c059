import type { SicknessState, SicknessView } from '../web/protocol';
import type { Heal, Sickness } from './sickness';

/** There is no sickness of that id. */
export class UnknownSickness extends Error {
  override readonly name = 'UnknownSickness';
}

/** One sickness, and what is done with it: one thing after another. */
interface Patient {
  readonly sickness: Sickness;
  state: SicknessState;
  /** There while it is sick. */
  heal?: Heal;
  /** Of its last start. */
  ending?: AbortController;
  /** The end of all that was asked for so far. */
  done: Promise<unknown>;
}

/** Keeps the states of all sicknesses. Different ones start and heal at the same time, each one in the order of its clicks. */
export class Ward {
  private readonly patients: ReadonlyMap<string, Patient>;
  private closed = false;

  /** @param changed called with each new state */
  constructor(
    sicknesses: readonly Sickness[],
    private readonly changed: (state: SicknessState) => void = () => {},
  ) {
    this.patients = new Map(
      sicknesses.map((sickness) => [
        sickness.id,
        { sickness, state: { id: sickness.id, state: 'healthy' }, done: Promise.resolve() },
      ]),
    );
  }

  /** What can be done, in the order of the databases. */
  get views(): SicknessView[] {
    return [...this.patients.values()].map(({ sickness: { id, service, database, title, about, rows } }) => ({
      ...{ id, service, title, about, rows },
      ...(database !== undefined && { database }),
    }));
  }

  /** The state of each. */
  get states(): SicknessState[] {
    return [...this.patients.values()].map(({ state }) => state);
  }

  /**
   * Makes it sick, or heals it. Does nothing if it is so already.
   * @returns its state then; `problem` says why it could not be done
   * @throws {UnknownSickness} if there is none of that id
   */
  async set(id: string, sick: boolean): Promise<SicknessState> {
    const patient = this.patients.get(id);
    if (!patient) throw new UnknownSickness(`There is no sickness "${id}".`);
    patient.done = patient.done.then(() => (sick ? this.start(patient) : this.heal(patient)));
    await patient.done;
    return patient.state;
  }

  /** Ends at once what goes on in the background, and heals nothing: the databases are about to be removed. */
  close(): void {
    this.closed = true;
    for (const { ending } of this.patients.values()) ending?.abort();
  }

  private async start(patient: Patient): Promise<void> {
    if (patient.heal || this.closed) return;
    this.tell(patient, 'starting');
    patient.ending = new AbortController();
    try {
      patient.heal = await patient.sickness.start(patient.ending.signal);
      this.tell(patient, 'sick');
    } catch (error) {
      this.tell(patient, 'healthy', (error as Error).message);
    }
  }

  private async heal(patient: Patient): Promise<void> {
    if (!patient.heal || this.closed) return;
    this.tell(patient, 'healing');
    try {
      await patient.heal();
      delete patient.heal;
      this.tell(patient, 'healthy');
    } catch (error) {
      this.tell(patient, 'sick', (error as Error).message);
    }
  }

  private tell(patient: Patient, state: SicknessState['state'], problem?: string): void {
    patient.state = { id: patient.sickness.id, state, ...(problem !== undefined && { problem }) };
    if (!this.closed) this.changed(patient.state);
  }
}
