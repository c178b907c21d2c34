import type { Caller } from '../src/desk/caller.ts';
import { commandGroup, subcommand } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import { entityKinds, type EntityKind } from '../src/names/resolve/entity.ts';
import { entityPage, openEntity, shortName } from '../src/names/pages/entity-page.ts';
import { entityNamed, suggestEntities } from '../src/names/pages/section.ts';
import { DeskError } from '../src/reply/failure.ts';
import { actOf } from '../src/desk/history.ts';
import { judge, judgmentsOf, keyOfEntity, keyOfName, type Decided, type NewJudgment } from '../src/team/judgments.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import { mentionsPage } from '../src/names/pages/mentions.ts';
import type { Counted } from '../src/names/names.ts';
import { takeBack } from '../src/team/pages/undo.ts';
import { waiting } from '../src/names/pages/proposals.ts';
import type { ActionOptions, Reply } from '../src/reply/reply.ts';
import { cableFor, person, undoAction } from '../src/team/pages/lines.ts';
import { join, own, plural, quoted, ref, said, strong, time, type Text } from '../src/reply/text.ts';

const name = {
  type: 'text',
  description: 'The entity: any name it is known by',
  required: true,
  max: 300,
  suggest: ({ desk, caller, typed }: { desk: Desk; caller: Caller; typed: string }) => suggestEntities(desk, caller, typed),
} as const;
const sure = { type: 'flag', description: 'Already previewed', hidden: true } as const;
const forms = new Map<string, string>([
  ['country', 'country'],
  ['individual', 'individual'],
  ['event', 'event'],
  ['organization', 'organization'],
]);

export default commandGroup({
  name: 'entity',
  description: 'Mend what was recognised: who is who, what it is called, what does not belong',
  subcommands: {
    merge: subcommand({
      description: 'Two entities are one; both names lead to it from now on',
      who: 'editor',
      examples: ['/entity merge name:Anatole Vermichian into:Anatol Vermishyan'],
      options: { name, into: { ...name, description: 'The one that it is; its name stays' }, sure },
      async run({ options, desk, caller }) {
        const one = await entityNamed(desk, caller, options.name);
        const other = await entityNamed(desk, caller, options.into);
        if (one.id === other.id)
          throw new DeskError(said`${quoted(one.name)} and ${quoted(options.into.slice(0, 100))} are one already.`, {
            actions: [openEntity(one)],
          });
        if (one.kind !== other.kind)
          throw new DeskError(
            said`${quoted(one.name)} is ${own(article(one.kind))}, ${quoted(other.name)} is ${own(article(other.kind))}: they cannot be one.`,
            {
              kind: 'usage',
              hint: said`If one of them was taken for the wrong kind, ${strong('/entity retype')} mends that first.`,
            },
          );
        const decided: NewJudgment = { verb: 'merge', kind: one.kind, name: keyOfEntity(one), to: keyOfEntity(other) };
        return decide(desk, caller, decided, {
          sure: options.sure,
          preview: said`${quoted(one.name)} (${plural(one.cables, 'cable')}) and ${quoted(other.name)} (${plural(other.cables, 'cable')}) become one, called ${quoted(other.name)}.`,
          again: { command: 'entity merge', options: { name: one.id, into: other.id } },
          affected: [one, other],
          leadsTo: other.id,
        });
      },
    }),
    split: subcommand({
      description: 'One of its names is somebody or something else',
      who: 'editor',
      examples: ['/entity split name:Anatol Vermishyan alias:Vermichian'],
      options: { name, alias: { type: 'text', description: 'The name that does not belong to it', required: true, max: 300 }, sure },
      async run({ options, desk, caller }) {
        const entity = await entityNamed(desk, caller, options.name);
        const key = keyOfName(entity.kind, options.alias);
        const alias = entity.aliases.find((known) => keyOfName(entity.kind, known.name) === key);
        if (alias === undefined)
          throw new DeskError(said`${quoted(entity.name)} is not called ${quoted(options.alias.slice(0, 100))} in the cables.`, {
            kind: 'usage',
            hint: said`It is called ${join(
              entity.aliases.slice(0, 8).map((known) => quoted(known.name)),
              ', ',
            )}.`,
          });
        if (entity.aliases.length === 1) throw new DeskError(said`${quoted(entity.name)} has this one name: a split would leave nothing.`);
        return decide(
          desk,
          caller,
          { verb: 'split', kind: entity.kind, name: key },
          {
            sure: options.sure,
            preview: said`${quoted(alias.name)} (${plural(alias.mentions, 'mention')}) is taken out of ${quoted(entity.name)} and stands by itself.`,
            again: { command: 'entity split', options: { name: entity.id, alias: alias.name } },
            affected: [entity],
            leadsTo: `${entity.kind}:${key}`,
          },
        );
      },
    }),
    rename: subcommand({
      description: 'Call it otherwise; every name that the cables use still leads to it',
      who: 'editor',
      examples: ['/entity rename name:July 16 meeting to:EU meeting with President Xi'],
      options: { name, to: { type: 'text', description: 'How the pages are to call it', required: true, max: 200 }, sure },
      async run({ options, desk, caller }) {
        const entity = await entityNamed(desk, caller, options.name);
        const to = options.to.replaceAll(/\s+/g, ' ').trim();
        if (to === '') throw new DeskError(said`A name needs a letter.`, { kind: 'usage' });
        if (to === entity.name) throw new DeskError(said`It is called ${quoted(to)} already.`);
        return decide(
          desk,
          caller,
          { verb: 'rename', kind: entity.kind, name: keyOfEntity(entity), to },
          {
            sure: options.sure ?? true,
            preview: said`${quoted(entity.name)} will be called ${quoted(to)}.`,
            again: { command: 'entity rename', options: { name: entity.id, to } },
            affected: [entity],
            leadsTo: entity.id,
          },
        );
      },
    }),
    retype: subcommand({
      description: 'It was taken for the wrong kind',
      who: 'editor',
      examples: ['/entity retype name:Rodina Kairos kind:organization'],
      options: { name, kind: { type: 'choice', description: 'What it is', choices: entityKinds, required: true }, sure },
      async run({ options, desk, caller }) {
        const entity = await entityNamed(desk, caller, options.name);
        const { kind } = options;
        if (kind === entity.kind) throw new DeskError(said`${quoted(entity.name)} is ${own(article(kind))} already.`);
        if (kind === 'country' || entity.kind === 'country')
          throw new DeskError(said`Countries come from the gazetteer alone.`, {
            hint: said`${strong('/entity hide')} takes one out of the lists.`,
          });
        return decide(
          desk,
          caller,
          { verb: 'retype', kind: entity.kind, name: keyOfEntity(entity), to: kind },
          {
            sure: options.sure,
            preview: said`${quoted(entity.name)} becomes ${own(article(kind))}.`,
            again: { command: 'entity retype', options: { name: entity.id, kind } },
            affected: [entity],
            leadsTo: `${kind}:${keyOfEntity(entity)}`,
          },
        );
      },
    }),
    hide: subcommand({
      description: 'It is nothing: leave it out of lists, pages and completion',
      who: 'editor',
      examples: ['/entity hide name:Memorial Day'],
      options: { name, sure },
      async run({ options, desk, caller }) {
        const entity = await entityNamed(desk, caller, options.name);
        if (entity.hidden) throw new DeskError(said`${quoted(entity.name)} is hidden already.`);
        return decide(
          desk,
          caller,
          { verb: 'hide', kind: entity.kind, name: keyOfEntity(entity) },
          {
            sure: options.sure,
            preview: said`${quoted(entity.name)} disappears from lists and completion. Its cables and their text stay as they are.`,
            again: { command: 'entity hide', options: { name: entity.id } },
            affected: [entity],
            leadsTo: undefined,
          },
        );
      },
    }),
    assign: subcommand({
      description: 'In one cable, a name that several bear stands for this one',
      who: 'editor',
      examples: ['/entity assign name:Drobnik ref:COREU/BRU/0427/18 to:Jana Drobnik'],
      options: {
        name,
        ref: { type: 'cable', description: 'In which cable', required: true },
        to: { ...name, description: 'Whom it means there' },
      },
      async run({ options, desk, caller }) {
        const cable = cableFor(desk, caller, options.ref);
        const to = await entityNamed(desk, caller, options.to);
        const key = keyOfName(to.kind, options.name.startsWith(`${to.kind}:`) ? options.name.slice(to.kind.length + 1) : options.name);
        const isThere = desk.names
          .ofCable(cable.row, hiddenFrom(desk.facts, caller))
          .some(
            ({ entity }) =>
              entity.kind === to.kind &&
              (keyOfEntity(entity) === key || entity.aliases.some((alias) => keyOfName(to.kind, alias.name) === key)),
          );
        if (!isThere)
          throw new DeskError(said`${ref(cable.ref)} does not name ${quoted(options.name.slice(0, 100))}.`, {
            kind: 'usage',
            hint: said`The cable's page lists whom it names.`,
          });
        return decide(
          desk,
          caller,
          { verb: 'assign', kind: to.kind, name: key, to: keyOfEntity(to), cable: cable.ref },
          {
            sure: true,
            preview: said``,
            again: { command: 'entity assign', options: {} },
            affected: [to],
            leadsTo: to.id,
          },
        );
      },
    }),
    show: subcommand({
      description: 'The page of anything named in the cables',
      who: 'reader',
      examples: ['/entity show name:Vicini'],
      options: { name },
      run: async ({ options, desk, caller }) => entityPage(desk, caller, await entityNamed(desk, caller, options.name)),
    }),
    mentions: subcommand({
      description: 'The names read in a cable, one by one: what each was taken for, by what, and how sure',
      who: 'reader',
      examples: ['/entity mentions ref:COREU/WAS/0107/18'],
      options: {
        ref: { type: 'cable', description: "The cable's ref, or words of its subject", required: true },
        page: { type: 'number', description: 'Page of the list', min: 1 },
      },
      run: ({ options, desk, caller }) => mentionsPage(desk, caller, cableFor(desk, caller, options.ref), options.page ?? 1),
    }),
    list: subcommand({
      description: 'What editors decided, what no longer fits, and names that several bear',
      who: 'reader',
      examples: ['/entity list'],
      options: {},
      run({ desk, caller }) {
        const decided = judgmentsOf(desk.facts, caller.desk).toReversed();
        const stale = new Set(desk.names.stale().map(({ act }) => act));
        const without = hiddenFrom(desk.facts, caller);
        const ambiguous = desk.names.ambiguous(without);
        const proposed = caller.role === 'reader' ? 0 : waiting(desk, caller).length;
        return {
          title: said`${plural(decided.length, 'decision')} about names`,
          blocks: [
            {
              kind: 'items',
              items: decided.slice(0, 12).map((one) => ({
                head: said`${one.act}. ${person(desk, caller.desk, one.member)}: ${sentence(one)}, ${time(one.at, 'relative')}${stale.has(one.act) ? said` · fits nothing in the cables now` : said``}`,
              })),
            },
            ...(ambiguous.length === 0
              ? []
              : [
                  {
                    kind: 'text' as const,
                    text: said`Names that several bear, where nobody was guessed: ${join(
                      ambiguous.slice(0, 12).map((one) => said`${quoted(shortName(one.name))} (${plural(one.cables, 'cable')})`),
                      ', ',
                    )}${ambiguous.length > 12 ? said` and ${ambiguous.length - 12} more` : said``}. ${strong('/entity assign')} settles one in one cable.`,
                  },
                ]),
            ...(proposed === 0
              ? []
              : [{ kind: 'text' as const, text: said`${plural(proposed, 'proposal')} of the model: ${strong('/proposals list')}.` }]),
          ],
        };
      },
    }),
    undo: subcommand({
      description: 'Take back a decision about names: your last one, or one of the list',
      who: 'editor',
      examples: ['/entity undo', '/entity undo act:120'],
      options: { act: { type: 'number', description: 'Its number, as the list has it', min: 1 } },
      async run({ options, desk, caller }) {
        const mine = judgmentsOf(desk.facts, caller.desk).filter(({ act, member }) =>
          options.act === undefined ? member === caller.member : act === options.act,
        );
        const last = mine.at(-1);
        const past = last === undefined ? undefined : actOf(desk.db, caller.desk, last.act);
        if (past === undefined)
          throw new DeskError(
            options.act === undefined
              ? said`You decided nothing about names that could be taken back.`
              : said`No decision about names has the number ${options.act}.`,
          );
        const reply = takeBack(desk, caller, past);
        await desk.names.settled();
        return reply;
      },
    }),
  },
});

const article = (kind: EntityKind): string =>
  kind === 'individual' || kind === 'event' || kind === 'organization' ? `an ${forms.get(kind) ?? kind}` : `a ${kind}`;

const between: Partial<Record<Decided['verb'], string>> = { merge: 'into', retype: 'is', same: 'as', other: 'than' };

function sentence({ verb, kind, name: key, to, cable }: Decided): Text {
  const target = to === undefined ? said`` : said` ${own(between[verb] ?? 'to')} ${quoted(to)}`;
  return said`${own(verb)} ${own(kind)} ${quoted(key)}${target}${cable === undefined ? said`` : said` in ${ref(cable)}`}`;
}

type Deciding = {
  sure: boolean | undefined;
  preview: Text;
  again: { command: string; options: ActionOptions };
  affected: readonly Counted[];
  leadsTo: string | undefined;
};

/** Shows first which cables a decision touches; then puts it down, waits until names are told apart anew, and shows the result. */
async function decide(
  desk: Desk,
  caller: Caller,
  decided: NewJudgment,
  { sure: isSure, preview, again, affected, leadsTo }: Deciding,
): Promise<Reply> {
  const without = hiddenFrom(desk.facts, caller);
  if (isSure !== true) {
    const rows = desk.names.rowsOf(affected.map(({ id }) => id)).filter((row) => !without.has(row));
    const heads = desk.cables.heads(rows.slice(0, 8));
    return {
      title: said`Before it is done`,
      blocks: [
        { kind: 'text', text: preview },
        {
          kind: 'text',
          text: said`${plural(rows.length, 'cable')} name ${own(affected.length > 1 ? 'them' : 'it')}: ${join(
            heads.map((head) => ref(head.ref)),
            ', ',
          )}${rows.length > heads.length ? said` and ${rows.length - heads.length} more` : said``}.`,
        },
      ],
      actions: [
        [
          {
            kind: 'run',
            label: said`Do it`,
            command: again.command,
            options: { ...again.options, sure: true },
            as: 'replace',
            style: 'main',
          },
        ],
      ],
    };
  }
  const act = desk.act(caller, { act: `entity ${decided.verb}`, detail: { ...decided } }, (tools) => {
    if (!judge(tools, decided))
      throw new DeskError(said`That has been decided already.`, { hint: said`${strong('/entity list')} says by whom.` });
    return tools.act;
  });
  await desk.names.settled();
  const entity =
    leadsTo === undefined
      ? undefined
      : (desk.names.get(leadsTo, without) ?? desk.names.named(leadsTo.slice(leadsTo.indexOf(':') + 1), undefined, without)[0]);
  const said_: Reply = { blocks: [{ kind: 'text', text: said`Done, and kept for every import to come.` }], actions: [[undoAction(act)]] };
  if (entity === undefined) return said_;
  const page = await entityPage(desk, caller, entity);
  return { ...page, blocks: [...said_.blocks, ...page.blocks], actions: [[undoAction(act)], ...(page.actions ?? [])] };
}
