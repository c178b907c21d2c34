import { listPage } from '../../reply/paging.ts';
import { passageText } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { openEntity, shortName } from './entity-page.ts';
import type { NameMention } from '../mentions.ts';
import { calibrated } from '../sureness.ts';
import { paragraphsOf } from '../../cables/paragraphs.ts';
import type { Item, Reply } from '../../reply/reply.ts';
import { own, plural, quoted, ref, said, type Text, english } from '../../reply/text.ts';
import { absence, total } from '../../reply/absence.ts';
import { press } from '../../reply/actions.ts';

const perPage = 6;
/** Characters of context shown on each side of a name. */
const contextLength = 60;

const kindWords = english({
  country: 'country',
  individual: 'individual',
  organization: 'organization',
  event: 'event',
  place: 'place',
});

/** Descriptions of the rules that find names; keyed by rule and kind where two rules share a name. */
const ruleWords: Readonly<Record<string, string>> = english({
  name: 'a country’s name',
  historic: 'a country’s former name',
  demonym: 'a country’s people',
  capital: 'a country’s capital',
  'capital individual': 'a capital letter alone',
  city: 'a known city',
  metonym: 'a word for a government',
  'known name': 'the list of organizations',
  'known place': 'the list of places',
  'known event': 'the list of events',
  listed: 'an editor’s list',
  list: 'names beside it in a list',
  learned: 'the model, learned from texts that people marked',
  title: 'a title or office before it',
  'role before': 'an office before it',
  'given name': 'a known given name',
  surname: 'a known surname',
  'surname before': 'the surname of somebody who is named in full in this cable',
  'mail head': 'the head of a mail, where the surname stands first',
  initials: 'initials',
  signature: 'the place of a signature',
  office: 'an office that one person holds',
  'mail initial': 'a letter in the head of a mail',
  'verb after': 'what it does in the sentence',
  from: 'the word “from” before it',
  in: 'the word “in” before it',
  the: 'the word “the” before it',
  'head word': 'a word such as Ministry in it',
  'place word': 'a word such as River in it',
  company: 'a company’s ending',
  party: 'a word such as Party in it',
  ship: 'the name of a ship',
  capitals: 'capital letters',
  'acronym defined': 'letters explained in this cable',
  'acronym explained': 'the letters behind it',
  'named before': 'the same name elsewhere in this cable',
  election: 'the word “election”',
  meeting: 'a word such as meeting',
  'event word': 'a word such as summit',
  'dated meeting': 'a meeting with its date',
});

const foundBy = ({ rule, kind }: NameMention): string => ruleWords[`${rule} ${kind}`] ?? ruleWords[rule] ?? rule;

/** One page of the names found in a cable, in reading order: each with its kind, the rule that found it, and its confidence. */
export function mentionsPage(desk: Desk, cable: Cable, wanted: number): Reply {
  const all = desk.names.inCable(cable.row);
  const entities = new Map(desk.names.ofCable(cable.row).map(({ entity }) => [entity.id, entity]));
  const paragraphs = paragraphsOf(cable.body);
  const placeOf = ({ part, start }: NameMention): Text => {
    const number = paragraphs.find((one) => one.start <= start && start < one.end)?.number;
    return part === 'subject' ? said`subject` : number === undefined ? said`text` : said`¶${number}`;
  };
  const item = (mention: NameMention): Item => {
    const entity = entities.get(mention.entity);
    const isListed = mention.kind === 'country' || mention.kind === 'place';
    const sure = isListed ? mention.sure : calibrated({ ...mention, perhaps: entity === undefined });
    const target: Text =
      entity === undefined
        ? said`no page`
        : entity.ambiguous
          ? said`shared by several`
          : entity.name === mention.surface
            ? said`its page`
            : said`page of ${quoted(shortName(entity.name))}`;
    return {
      head: said`${{ kind: 'mark', text: mention.surface.slice(0, 100) }} · ${own(kindWords[mention.kind])} · ${placeOf(mention)} · ${target}`,
      lines: [said`By ${own(foundBy(mention))}; sure: ${own(`${Math.round(100 * sure)} %`)}`],
      passage: contextOf(cable, mention),
      ...(entity === undefined ? {} : { actions: [openEntity(entity, said`Open`)] }),
    };
  };
  return listPage({
    title: said`Names read in ${ref(cable.ref)}`,
    before: [
      {
        kind: 'text',
        text:
          all.length === 0
            ? absence(said`No names were found in it.`)
            : said`${total(plural(all.length, 'name'))}. “Sure” is an estimate: how many of such names were right in documents judged by hand.`,
      },
    ],
    rows: all,
    perPage,
    page: wanted,
    item,
    turn: ['names in', { ref: cable.ref }],
    beside: [press(said`Open the cable`, 'cable', { ref: cable.ref })],
  });
}

/** A name in whole words of its paragraph, with so many characters on each side. */
export function contextOf(cable: Cable, { part, start, end }: NameMention, around = contextLength): Text {
  const text = part === 'subject' ? cable.subject : cable.body;
  const before =
    text
      .slice(Math.max(0, start - around), start)
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  const after = text.slice(end, end + around).split(/\n\s*\n/)[0] ?? '';
  const from = start - before.replace(start - before.length > 0 && before.length === around ? /^\S*\s/ : /^/, '').length;
  const to = end + after.replace(end + after.length < text.length && after.length === around ? /\s\S*$/ : /$/, '').length;
  return passageText(
    text.slice(from, to),
    [[start - from, end - from]],
    { before: from > 0, after: to < text.length },
    part === 'subject' ? undefined : { cable: cable.row, at: from },
  );
}
