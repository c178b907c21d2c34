import type { Cable } from '../cables/cables.ts';
import { recordOf } from '../cables/export-record.ts';
import type { Desk } from '../desk/desk.ts';
import { noCable } from '../desk/facts.ts';
import { version } from '../desk/version.ts';
import { nameKey } from '../names/resolve/person-name.ts';
import type { EntityKind } from '../names/resolve/entity.ts';
import { sha256 } from '../store/hash.ts';
import { notesOn } from '../team/notes.ts';
import { tagsOn } from '../team/tags.ts';
import { ftmCountry, ftmLanguage } from './ftm-codes.ts';
import { nameLine, textLine, keptText } from './ftm-text.ts';

/*
 * The room of interchange: what the desk holds in the forms that other programs take, whole. What one answer of the chat
 * carries (tables, citations, dossiers) is made in the rooms below. Only the verbs of the terminal come in.
 */

/** An entity of FollowTheMoney. `cabledesk`: the record that the same cable is read from again; other programs keep or drop it. */
export type FtmEntity = {
  id: string;
  schema: string;
  properties: Record<string, string[]>;
  cabledesk?: { record: Record<string, unknown> };
};

/** A name that has a page, as an entity; `country` for those that FollowTheMoney has only as codes. */
type Named = { id: string; schema: string; name: string } | { country: string };

/** The same parts give the same id, on any desk and in any run. */
const idOf = (...parts: readonly (string | number)[]): string => `cabledesk-${sha256(JSON.stringify(parts)).slice(0, 40)}`;
const cableId = ({ trove, ref }: Pick<Cable, 'trove' | 'ref'>): string => idOf('cable', trove, ref);
const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 19);

function entity(id: string, schema: string, properties: Record<string, readonly (string | undefined)[]>): FtmEntity {
  const values = Object.entries(properties).map(([name, all]): [string, string[]] => [
    name,
    [...new Set(all.filter((one) => one !== undefined && one !== ''))] as string[],
  ]);
  return { id, schema, properties: Object.fromEntries(values.filter(([, all]) => all.length > 0)) };
}

/**
 * The cables of a desk, whom and what they name, and the desk's tags, notes and claims, as entities of FollowTheMoney: what
 * an entity refers to comes before it, senders and addressees first. `desk`: as somebody sees it, without withdrawn cables. Names
 * are those with a page; what leads withhold from channels is left out, too. To be called when all names are read.
 */
export function* ftmEntities(desk: Desk): Generator<FtmEntity> {
  const rows = desk.cables.rows();
  const cables = function* (): Generator<Cable> {
    for (const row of rows) {
      const cable = desk.cables.byRow(row);
      if (cable !== undefined) yield cable;
    }
  };
  const names = new Map<string, Named>();
  for (const kind of ['organization', 'individual', 'event', 'country'] as const)
    for (const { named, made } of namesOf(desk, kind)) {
      names.set(named.key, named.is);
      if (made !== undefined) yield made;
    }
  const parties = new Map<string, string>();
  const troves = new Set<string>();
  for (const cable of cables()) {
    for (const text of partiesOf(cable)) {
      if (parties.has(text)) continue;
      const { id, made } = partyOf(desk, text, cable, names);
      parties.set(text, id);
      if (made !== undefined) yield made;
    }
    if (!troves.has(cable.trove)) {
      troves.add(cable.trove);
      yield entity(idOf('trove', cable.trove), 'Folder', { fileName: [textLine(cable.trove)], title: [textLine(cable.trove)] });
    }
  }
  for (const cable of cables()) yield* ofCable(desk, cable, { names, parties });
  yield* claims(desk);
}

/** Bodies of a state by what they are called. */
const publicBody =
  /\b(?:ministry|embassy|consulate|legation|mission|department|delegation|secretariat|council|commission|agency|parliament|congress|senate|bureau|government|directorate|white house|army|navy|air force|police|court)\b/i;

const schemas: Readonly<Record<Exclude<EntityKind, 'country'>, (name: string) => string>> = {
  individual: () => 'Person',
  organization: (name) => (publicBody.test(name) ? 'PublicBody' : 'Organization'),
  event: () => 'Event',
};

/** The names of a kind that have a page, by their id. A name that several share is nobody's. */
function* namesOf(desk: Desk, kind: EntityKind): Generator<{ named: { key: string; is: Named }; made?: FtmEntity }> {
  const withheld = new Set(desk.facts.all(desk.home(), 'withheld').map(({ key }) => nameKey('organization', key)));
  const { rows } = desk.names.list(kind, { sort: 'name', offset: 0, limit: Number.MAX_SAFE_INTEGER });
  for (const one of rows) {
    const all = [one.name, ...one.aliases.map(({ name }) => name)];
    if (one.ambiguous || all.some((name) => withheld.has(nameKey('organization', name)))) continue;
    if (kind === 'country') {
      const country = ftmCountry(one.id.slice('country:'.length));
      if (country !== undefined) yield { named: { key: one.id, is: { country } } };
      continue;
    }
    const name = nameLine(one.name);
    const schema = schemas[kind](name);
    const id = idOf('name', one.id);
    const span = one.first === '' ? '' : one.first === one.last ? `, ${one.first}` : `, ${one.first} to ${one.last}`;
    const made = entity(id, schema, {
      name: [name],
      alias: all.map(nameLine).filter((alias) => alias !== name),
      ...(kind === 'event' ? { date: [one.date] } : {}),
      summary: [
        `Named in ${one.cables} ${one.cables === 1 ? 'cable' : 'cables'}${span}; ${one.vouched ? 'listed, or confirmed by an editor' : 'recognised by a program'}.`,
      ],
      publisher: ['cabledesk'],
    });
    yield { named: { key: one.id, is: { id, schema, name } }, made };
  }
}

/** Senders and addressees as printed. */
const partiesOf = ({ origin, destination, info }: Cable): string[] =>
  [origin, ...destination.split(';'), ...info].map(nameLine).filter((text) => text !== '');

/** A sender or addressee: the person or body of that name, where it has a page; else one that is called as it is printed. */
function partyOf(desk: Desk, text: string, cable: Cable, names: ReadonlyMap<string, Named>): { id: string; made?: FtmEntity } {
  const shown = desk.names.named(text, undefined).flatMap(({ id }) => {
    const named = names.get(id);
    return named !== undefined && 'id' in named && named.schema !== 'Event' ? [named.id] : [];
  });
  if (shown.length === 1) return { id: shown[0] ?? '' };
  const id = idOf('party', text);
  const email = /[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.)+[a-z]{2,24}/i.exec(text)?.[0].toLowerCase();
  const isBody = publicBody.test(text) || (email === undefined && cable.type === 'telegram');
  return { id, made: entity(id, isBody ? 'PublicBody' : 'LegalEntity', { name: [text], email: [email], publisher: ['cabledesk'] }) };
}

type Known = { names: ReadonlyMap<string, Named>; parties: ReadonlyMap<string, string> };

/** One with a sender and a text is a message; FollowTheMoney asks for both. */
const schemaOf = ({ origin, body }: Pick<Cable, 'origin' | 'body'>): string =>
  keptText(body) === '' ? 'Document' : nameLine(origin) === '' ? 'PlainText' : 'Message';

function* ofCable(desk: Desk, cable: Cable, { names, parties }: Known): Generator<FtmEntity> {
  const id = cableId(cable);
  const schema = schemaOf(cable);
  const partyIds = partiesOf(cable).map((text) => parties.get(text));
  const isSent = nameLine(cable.origin) !== '';
  const mentions = namedIn(desk, cable, names);
  const { body, ...record } = recordOf(cable);
  const text = keptText(cable.body);
  const countries = mentions.flatMap(({ is }) => ('country' in is ? [is.country] : []));
  const replies = desk.cables.citations(cable.row).flatMap(({ ref }) => {
    const cited = ref === undefined ? undefined : desk.cables.get(ref);
    return cited !== undefined && schemaOf(cited) === 'Message' ? [cableId(cited)] : [];
  });
  const made = entity(id, schema, {
    title: [textLine(cable.subject)],
    messageId: [textLine(cable.ref)],
    date: [/^\d{4}(?:-\d\d){0,2}$/.test(cable.date) ? cable.date : undefined],
    bodyText: [text],
    language: [ftmLanguage(cable.lang || cable.language || '')],
    fileName: [textLine(cable.file.split('/').at(-1) ?? '')],
    retrievedAt: [timeOf(cable.importedAt)],
    parent: [idOf('trove', cable.trove)],
    description: [cable.marking === '' ? '' : `Marking: ${textLine(cable.marking)}`],
    keywords: tagsOn(desk.facts, desk.home(), cable.row).map(({ key }) => key),
    detectedCountry: countries,
    processingAgent: [`cabledesk ${version}`],
    ...(schema === 'Message'
      ? {
          recordId: [textLine(cable.id)],
          subject: [textLine(cable.subject)],
          sender: partyIds.slice(0, 1),
          recipients: partyIds.slice(isSent ? 1 : 0),
          inReplyTo: cable.refs.map(textLine),
          inReplyToMessage: replies,
        }
      : {}),
  });
  yield { ...made, cabledesk: { record: text === cable.body ? record : { ...record, body } } };
  for (const { is, surface } of mentions) {
    if ('country' in is) continue;
    if (is.schema === 'Event')
      yield entity(idOf('named', id, is.id), 'Documentation', { document: [id], entity: [is.id], role: ['named in'] });
    else
      yield entity(idOf('mention', id, is.id, surface), 'Mention', {
        document: [id],
        name: [surface],
        resolved: [is.id],
        detectedSchema: [is.schema],
        contextCountry: countries,
      });
  }
  yield* notes(desk, cable, id);
}

/** Whom and what a cable names, each in each spelling once; of events and countries each once. */
function namedIn(desk: Desk, { row }: Cable, names: ReadonlyMap<string, Named>): { is: Named; surface: string }[] {
  const found = new Map<string, { is: Named; surface: string }>();
  for (const { entity: one, surface } of desk.names.inCable(row)) {
    const is = names.get(one);
    if (is === undefined) continue;
    const name = nameLine(surface);
    found.set('country' in is || is.schema === 'Event' ? one : JSON.stringify([one, name]), { is, surface: name });
  }
  return [...found.values()];
}

const memberName = (desk: Desk, id: string): string => textLine(desk.roster.get(desk.home(), id)?.name ?? id);

function* notes(desk: Desk, cable: Cable, document: string): Generator<FtmEntity> {
  for (const { key, author, text, paragraph, at } of notesOn(desk.facts, desk.home(), cable.row))
    yield entity(idOf('note', document, key), 'Note', {
      name: [`Note ${key} on ${textLine(cable.ref)}${paragraph === undefined ? '' : `, paragraph ${paragraph}`}`],
      entity: [document],
      proof: [document],
      description: [keptText(text)],
      publisher: [memberName(desk, author)],
      createdAt: [timeOf(at)],
    });
}

/** The claims of the story, with a documentation for each passage that supports one. */
function* claims(desk: Desk): Generator<FtmEntity> {
  for (const { key, cable, value } of desk.facts.all(desk.home(), 'fact')) {
    const sources = value.sources.flatMap((source) => {
      const one = desk.cables.byRow(source.cable);
      return one === undefined ? [] : [{ ...source, document: cableId(one) }];
    });
    if (cable !== noCable || sources.length === 0) continue;
    const id = idOf('claim', desk.home(), key);
    const documents = sources.map(({ document }) => document);
    yield entity(id, 'Note', {
      name: [`Claim ${key} (${value.status})`],
      description: [keptText(value.claim)],
      entity: documents,
      proof: documents,
      publisher: [memberName(desk, value.author)],
      createdAt: [timeOf(value.at)],
    });
    for (const { document, paragraph, start, words } of sources)
      yield entity(idOf('source', id, document, start), 'Documentation', {
        document: [document],
        entity: [id],
        role: [`supports it in paragraph ${paragraph}`],
        summary: [keptText(words)],
      });
  }
}
