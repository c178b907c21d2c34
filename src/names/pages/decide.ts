import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Given, FullName } from '../../reply/targets.ts';
import type { Reply } from '../../reply/reply.ts';
import { join, own, plural, quoted, ref, said, strong, type Text, english } from '../../reply/text.ts';
import { judge, judgmentsOf, keyOfEntity, keyOfName, type NewJudgment } from '../../team/judgments.ts';
import { cableFor, undoAction } from '../../team/pages/lines.ts';
import type { Counted } from '../lookup.ts';
import type { NameMention } from '../mentions.ts';
import type { EntityKind, Ground } from '../resolve/entity.ts';
import { entityPage, openEntity } from './entity-page.ts';
import { entityNamed } from './section.ts';
import { press, type RunAction } from '../../reply/actions.ts';
import { namesToDecide } from './review.ts';

/** `sure`: the preview has been seen; `queue`: asked from the review, which goes on. */
type Asked = { sure?: boolean | undefined; queue?: boolean | undefined };
const asked = ({ sure, queue }: Asked): Pick<DecisionSteps, 'sure' | 'queue'> => ({ sure, queue });

/** Merges one entity into another, which keeps its name. */
export async function mergeEntities(desk: Desk, caller: Caller, wanted: { name: string; into: string } & Asked): Promise<Reply> {
  const one = await entityNamed(desk, caller, wanted.name);
  const other = await entityNamed(desk, caller, wanted.into);
  if (one.id === other.id)
    throw new DeskError(said`${quoted(one.name)} and ${quoted(wanted.into.slice(0, 100))} are the same already.`, {
      actions: [openEntity(one)],
    });
  if (one.kind !== other.kind)
    throw new DeskError(
      said`${quoted(one.name)} is ${own(withArticle(one.kind))}, ${quoted(other.name)} is ${own(withArticle(other.kind))}: they cannot be merged.`,
      {
        kind: 'usage',
        hint: said`If one of them has the wrong type, correct it first: ${strong('/names kind')}`,
      },
    );
  const decided: NewJudgment = { verb: 'merge', kind: one.kind, name: keyOfEntity(one), to: keyOfEntity(other) };
  return decide(desk, caller, decided, {
    ...asked(wanted),
    question: said`Merge these two?`,
    preview: said`${quoted(one.name)} (${plural(one.cables, 'cable')}) and ${quoted(other.name)} (${plural(other.cables, 'cable')}) will be one, called ${quoted(other.name)}.`,
    confirm: doIt(said`Merge`, 'names merge', { name: one.id, into: other.id, sure: true }),
    affected: [one, other],
    resultId: other.id,
  });
}

/** Splits one of an entity's names off into an entity of its own. */
export async function splitEntity(desk: Desk, caller: Caller, wanted: { name: string; alias: string } & Asked): Promise<Reply> {
  const entity = await entityNamed(desk, caller, wanted.name);
  const key = keyOfName(entity.kind, wanted.alias);
  const alias = entity.aliases.find((known) => keyOfName(entity.kind, known.name) === key);
  if (alias === undefined)
    throw new DeskError(said`${quoted(entity.name)} is not called ${quoted(wanted.alias.slice(0, 100))} in the cables.`, {
      kind: 'usage',
      hint: said`It is called ${join(
        entity.aliases.slice(0, 8).map((known) => quoted(known.name)),
        ', ',
      )}.`,
    });
  const mentions = desk.names.mentions(entity.id).filter(({ surface }) => keyOfName(entity.kind, surface) === key);
  if (mentions.length > 0 && mentions.every(({ ground }) => isByEvidence(ground)))
    return takeOff(desk, caller, entity, { ...wanted, key, mentions });
  if (entity.aliases.length === 1) throw new DeskError(said`${quoted(entity.name)} has only this name: there is nothing to split off.`);
  return decide(
    desk,
    caller,
    { verb: 'split', kind: entity.kind, name: key },
    {
      ...asked(wanted),
      question: said`Split this name off?`,
      preview: said`${quoted(alias.name)} (${plural(alias.mentions, 'mention')}) will be split off from ${quoted(entity.name)}, as a name of its own.`,
      confirm: doIt(said`Split off`, 'names split', { name: entity.id, alias: alias.name, sure: true }),
      affected: [entity],
      rows: mentions.map(({ row }) => row),
      resultId: `${entity.kind}:${key}`,
    },
  );
}

const isByEvidence = (ground: Ground): boolean => ground === 'office' || ground === 'initials' || ground === 'address';

/** An office or initials do not mean this entity; they may mean others. */
const takeOff = (
  desk: Desk,
  caller: Caller,
  entity: Counted,
  { alias, key, mentions, ...wanted }: { alias: string; key: string; mentions: readonly NameMention[] } & Asked,
): Promise<Reply> =>
  decide(
    desk,
    caller,
    { verb: 'other', kind: entity.kind, name: key, to: keyOfEntity(entity) },
    {
      ...asked(wanted),
      question: said`Not the same?`,
      preview: said`${quoted(alias)} (${plural(mentions.length, 'mention')}) will no longer mean ${quoted(entity.name)} in any cable.`,
      confirm: doIt(said`Not the same`, 'names split', { name: entity.id, alias, sure: true }),
      affected: [entity],
      rows: mentions.map(({ row }) => row),
      resultId: entity.id,
    },
  );

/** Changes the name under which an entity is shown. */
export async function renameEntity(desk: Desk, caller: Caller, wanted: { name: string; to: string } & Asked): Promise<Reply> {
  const entity = await entityNamed(desk, caller, wanted.name);
  const to = wanted.to.replaceAll(/\s+/g, ' ').trim();
  if (to === '') throw new DeskError(said`A name needs at least one letter.`, { kind: 'usage' });
  if (to === entity.name) throw new DeskError(said`It is called ${quoted(to)} already.`);
  return decide(
    desk,
    caller,
    { verb: 'rename', kind: entity.kind, name: keyOfEntity(entity), to },
    {
      ...asked({ ...wanted, sure: wanted.sure ?? true }),
      question: said`Rename this?`,
      preview: said`${quoted(entity.name)} will be called ${quoted(to)}.`,
      confirm: doIt(said`Rename`, 'names rename', { name: entity.id, to, sure: true }),
      affected: [entity],
      resultId: entity.id,
    },
  );
}

/** Corrects the kind of an entity. */
export async function retypeEntity(desk: Desk, caller: Caller, wanted: { name: string; kind: EntityKind } & Asked): Promise<Reply> {
  const entity = await entityNamed(desk, caller, wanted.name);
  const { kind } = wanted;
  if (kind === entity.kind) throw new DeskError(said`${quoted(entity.name)} is ${own(withArticle(kind))} already.`);
  if (kind === 'country' || entity.kind === 'country')
    throw new DeskError(said`Countries come only from the gazetteer.`, {
      hint: said`${strong('/names hide')} takes one out of the lists.`,
    });
  return decide(
    desk,
    caller,
    { verb: 'retype', kind: entity.kind, name: keyOfEntity(entity), to: kind },
    {
      ...asked(wanted),
      question: said`Change its type?`,
      preview: said`${quoted(entity.name)} will be ${own(withArticle(kind))}.`,
      confirm: doIt(said`Change type`, 'names kind', { name: entity.id, kind, sure: true }),
      affected: [entity],
      resultId: `${kind}:${keyOfEntity(entity)}`,
    },
  );
}

/** Hides an entity from lists, pages and completion. */
export async function hideEntity(desk: Desk, caller: Caller, wanted: { name: string } & Asked): Promise<Reply> {
  const entity = await entityNamed(desk, caller, wanted.name);
  if (entity.hidden) throw new DeskError(said`${quoted(entity.name)} is hidden already.`);
  return decide(
    desk,
    caller,
    { verb: 'hide', kind: entity.kind, name: keyOfEntity(entity) },
    {
      ...asked(wanted),
      question: said`Hide this name?`,
      preview: said`${quoted(entity.name)} will no longer show in lists and suggestions. Its cables and their text stay as they are.`,
      confirm: doIt(said`Hide`, 'names hide', { name: entity.id, sure: true }),
      affected: [entity],
      resultId: undefined,
    },
  );
}

/** Says that what is perhaps a name is one: it gets its page, and is read as a name in every cable from then on. */
export async function confirmEntity(desk: Desk, caller: Caller, wanted: { name: string } & Asked): Promise<Reply> {
  const entity = await entityNamed(desk, caller, wanted.name);
  if (entity.vouched && !entity.hidden)
    throw new DeskError(said`A list or an editor says so already of ${quoted(entity.name)}.`, { actions: [openEntity(entity)] });
  return decide(
    desk,
    caller,
    { verb: 'confirm', kind: entity.kind, name: keyOfEntity(entity) },
    {
      ...asked({ ...wanted, sure: true }),
      preview: said`${quoted(entity.name)} will be in the lists as ${own(withArticle(entity.kind))}.`,
      affected: [entity],
      resultId: entity.id,
    },
  );
}

/** Decides whom an ambiguous name means in one cable. */
export async function assignName(desk: Desk, caller: Caller, wanted: { name: string; ref: string; to: string }): Promise<Reply> {
  const cable = cableFor(desk, wanted.ref);
  const to = await entityNamed(desk, caller, wanted.to);
  const key = keyOfName(to.kind, wanted.name.startsWith(`${to.kind}:`) ? wanted.name.slice(to.kind.length + 1) : wanted.name);
  const isThere = desk.names
    .ofCable(cable.row)
    .some(
      ({ entity }) =>
        entity.kind === to.kind && (keyOfEntity(entity) === key || entity.aliases.some((alias) => keyOfName(to.kind, alias.name) === key)),
    );
  if (!isThere)
    throw new DeskError(said`${ref(cable.ref)} does not name ${quoted(wanted.name.slice(0, 100))}.`, {
      kind: 'usage',
      hint: said`The cable's page lists who is named in it.`,
    });
  return decide(
    desk,
    caller,
    { verb: 'assign', kind: to.kind, name: key, to: keyOfEntity(to), cable: cable.ref },
    {
      sure: true,
      preview: said``,

      affected: [to],
      resultId: to.id,
    },
  );
}

const articles = english({ country: 'a country', individual: 'an individual', event: 'an event', organization: 'an organization' });
const withArticle = (kind: EntityKind): string => articles[kind];

const doIt = <N extends FullName>(label: Text, command: N, options: Given<N>): RunAction =>
  press(label, command, options, { as: 'replace', style: 'main' });

type DecisionSteps = {
  sure: boolean | undefined;
  queue?: boolean | undefined;
  /** Title of the preview. */
  question?: Text;
  preview: Text;
  /** The button that does it, once the preview has been seen; none where nothing is previewed. */
  confirm?: RunAction;
  affected: readonly Counted[];
  /** Of the cables that name them, those it is about; all of them unless said. */
  rows?: readonly number[];
  resultId: string | undefined;
};

/** How many mentions follow what is decided of a name, because they are other forms of it. */
const following = (desk: Desk, caller: Caller, { verb, kind, name }: NewJudgment, affected: readonly Counted[]): number => {
  const [one] = affected;
  if (one === undefined || verb === 'split' || verb === 'rename' || verb === 'assign') return 0;
  const decided = new Set(judgmentsOf(desk.facts, caller.desk).map((other) => `${other.kind}|${other.name}`));
  return desk.names
    .alike(one)
    .filter(
      (other) =>
        !affected.some(({ id }) => id === other.id) && other.id !== `${kind}:${name}` && !decided.has(`${kind}|${keyOfEntity(other)}`),
    )
    .reduce((sum, { mentions }) => sum + mentions, 0);
};

/** First shows which cables a decision affects; once confirmed, records it, waits until the names are resolved again, and shows the result. */
async function decide(
  desk: Desk,
  caller: Caller,
  decided: NewJudgment,
  { sure: isSure, queue, question = said`Are you sure?`, preview, confirm, affected, rows: chosen, resultId }: DecisionSteps,
): Promise<Reply> {
  if (isSure !== true) {
    const rows = chosen === undefined ? desk.names.rowsOf(affected.map(({ id }) => id)) : [...new Set(chosen)];
    const heads = desk.cables.heads(rows.slice(0, 8));
    return {
      title: question,
      blocks: [
        { kind: 'text', text: preview },
        {
          kind: 'text',
          text: said`${affected.length > 1 ? said`${plural(rows.length, 'cable')} name them` : said`${plural(rows.length, 'cable')} name it`}: ${join(
            heads.map((head) => ref(head.ref)),
            ', ',
          )}${rows.length > heads.length ? said` and ${rows.length - heads.length} more` : said``}.`,
        },
      ],
      actions: [confirm === undefined ? [] : [confirm]],
    };
  }
  const [first] = affected;
  const others = queue === true && first !== undefined ? following(desk, caller, decided, affected) : 0;
  const act = desk.act(caller, { act: `entity ${decided.verb}`, detail: { ...decided } }, (tools) => {
    if (!judge(tools, decided))
      throw new DeskError(said`That has been decided already.`, { hint: said`${strong('/names decisions')} says who decided it.` });
    return tools.act;
  });
  await desk.names.settled();
  if (queue === true && first !== undefined)
    return namesToDecide(desk, 1, {
      act,
      text: said`${preview} This goes for ${plural(first.mentions, 'mention')} in ${plural(first.cables, 'cable')}.${others === 0 ? said`` : said` ${plural(others, 'other mention follows', 'other mentions follow')}.`}`,
    });
  const entity =
    resultId === undefined
      ? undefined
      : (desk.names.get(resultId) ?? desk.names.named(resultId.slice(resultId.indexOf(':') + 1), undefined)[0]);
  const done: Reply = { blocks: [{ kind: 'text', text: said`Done. Future imports follow it too.` }], actions: [[undoAction(act)]] };
  if (entity === undefined) return done;
  const page = await entityPage(desk, caller, entity);
  return { ...page, blocks: [...done.blocks, ...page.blocks], actions: [[undoAction(act)], ...(page.actions ?? [])] };
}
