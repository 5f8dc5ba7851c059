import { gunzipSync, gzipSync } from 'node:zlib';
import type { State } from '../../../handlers/lib/state';

/** The attribute with the state in an item of the state table: a text, or compressed bytes in base64. */
export type StateAttribute = { readonly S: string } | { readonly B: string };

export function stateIn(attribute: StateAttribute): State {
  const text = 'S' in attribute ? attribute.S : gunzipSync(Buffer.from(attribute.B, 'base64')).toString();
  return JSON.parse(text) as State;
}

export function compressed(state: State): StateAttribute {
  return { B: gzipSync(JSON.stringify(state)).toString('base64') };
}
