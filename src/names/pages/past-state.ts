import { join, ours, own, quoted, said, type Text } from '../../reply/text.ts';
import { gazetteer } from '../recognise/gazetteer.ts';
import type { Entity } from '../resolve/entity.ts';

/** Of a state of the past: its years, and the countries that came after it, as a fact of its page; of another entity: none. */
export function pastState({ id, kind }: Pick<Entity, 'id' | 'kind'>): [string, Text][] {
  const { from, until, successors = [] } = (kind === 'country' ? gazetteer().country(id.slice(id.indexOf(':') + 1)) : undefined) ?? {};
  if (from === undefined || until === undefined) return [];
  const after = join(
    successors.map((code) => said`${quoted(gazetteer().country(code)?.name ?? code)}`),
    ', ',
  );
  return [[ours('Former country'), said`${own(String(from))} to ${own(String(until))}; now ${after}`]];
}
