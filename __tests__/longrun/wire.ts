import type { ServerResponse } from 'node:http';
import type { State } from '../../handlers/lib/state';
import type { Call, FakeAws, PublishedDatum } from '../support/aws/fake-aws';
import { refuse } from '../support/aws/fake-aws';
import { type StateAttribute, stateIn } from '../support/aws/saved-state';
import type { Datum } from './books';
import { type CallTrouble, type Fault, isCall, isLink, losesAnswers } from './faults';

/** What AWS accepted during a run, in order. `lost`: the collector got no response. */
export type Taken =
  | { readonly what: 'load'; readonly lost: boolean }
  | { readonly what: 'state'; readonly state: State; readonly lost: boolean }
  | { readonly what: 'data'; readonly data: readonly Datum[]; readonly lost: boolean };

/** Records the calls to AWS, and disturbs them according to the schedule. */
export class Wire {
  private taken: Taken[] = [];
  private faults: readonly Fault[] = [];
  private readonly left = new Map<CallTrouble, number>();

  constructor(private readonly aws: FakeAws) {
    aws.fault = (call, response) => this.meet(call, response);
  }

  begin(faults: readonly Fault[]): void {
    this.faults = faults;
    for (const fault of faults.filter(isCall)) this.left.set(fault, fault.times);
  }

  /** Ends the run. @returns what AWS accepted during it */
  end(): Taken[] {
    const { taken } = this;
    this.taken = [];
    this.begin([]);
    this.left.clear();
    this.aws.calls.length = 0;
    this.aws.published.length = 0;
    return taken;
  }

  private meet(call: Call, response: ServerResponse): boolean {
    const fault = this.faults
      .filter(isCall)
      .find((one) => one.on === call.operation && (this.left.get(one) ?? 0) > 0);
    if (fault) this.left.set(fault, (this.left.get(fault) ?? 0) - 1);
    if (fault && fault.is !== 'lost') {
      refuse(response, fault.is === 'InternalServerError' ? 500 : 400, fault.is, 'as the schedule says');
      return true;
    }
    const cut = this.faults.some((f) => isLink(f) && losesAnswers(f, call.operation));
    if (fault) response.end = () => response.destroy();
    // By then the call has its response: an error, if another save was faster.
    queueMicrotask(() => {
      if (response.statusCode === 200) this.take(call, cut || fault !== undefined);
    });
    return false;
  }

  private take({ operation, input }: Call, lost: boolean): void {
    if (operation === 'GetItem') this.taken.push({ what: 'load', lost });
    if (operation === 'PutItem') {
      const { Item } = input as { Item: { state: StateAttribute } };
      this.taken.push({ what: 'state', state: stateIn(Item.state), lost });
    }
    if (operation === 'PutMetricData') {
      const { MetricData } = input as { MetricData: readonly PublishedDatum[] };
      const data = MetricData.map(({ MetricName: name, Value: value, Timestamp }) => ({
        name,
        value,
        at: Math.round(Timestamp * 1000),
      }));
      this.taken.push({ what: 'data', data, lost });
    }
  }
}
