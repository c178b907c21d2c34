import type { Caller } from '../../desk/caller.ts';
import type { Progress } from '../../reply/reply.ts';
import type { Desk } from '../../desk/desk.ts';
import type { FactValue } from '../../desk/kinds.ts';
import type { EntityKind } from '../resolve/entity.ts';
import { placesOf } from './sayings.ts';
import { rolesOf } from './roles.ts';
import { DeskError } from '../../reply/failure.ts';
import { judge, keyOfEntity } from '../../team/judgments.ts';
import { BadAnswer, type Model, type ModelQuestion, type Ranking } from '../model.ts';
import type { Counted } from '../lookup.ts';
import type { NameMention } from '../mentions.ts';
import { excerptLimit } from '../../desk/policy.ts';
import { quoted, ref, said, strong, type Text, type Verbatim } from '../../reply/text.ts';

type Stored = FactValue<'proposal'>;

/** An ambiguous name in one cable, with the candidates for it. */
export type NameInDoubt = {
  row: number;
  ref: string;
  kind: EntityKind;
  /** Its key in judgments. */
  name: string;
  shown: string;
  mention: NameMention;
  candidates: Counted[];
};

const keyOf = ({ kind, name }: Pick<NameInDoubt, 'kind' | 'name'>): string => `${kind}|${name}`;

/** With more candidates, neither a person nor a model can tell. */
const maxCandidates = 12;

/**
 * Ambiguous names that nobody has settled, once per cable, most frequent first. Withdrawn cables, and candidates named only
 * in them, are left out for everybody.
 */
export function namesInDoubt(desk: Desk, caller: Caller): NameInDoubt[] {
  const { names, cables } = desk.as({ desk: caller.desk, role: 'reader' });
  return names.ambiguous().flatMap((entity): NameInDoubt[] => {
    const candidates = entity.candidates.map((id) => names.get(id)).filter((one) => one !== undefined);
    if (candidates.length < 2 || candidates.length > maxCandidates) return [];
    const rows = new Map<number, NameMention>();
    for (const mention of names.mentions(entity.id)) if (mention.part === 'body' && !rows.has(mention.row)) rows.set(mention.row, mention);
    return cables.heads([...rows.keys()]).flatMap((head) => {
      const mention = rows.get(head.row);
      if (mention === undefined) return [];
      const shown = mention.surface.replaceAll(/\s+/g, ' ');
      return [{ row: head.row, ref: head.ref, kind: entity.kind, name: keyOfEntity(entity), shown, mention, candidates }];
    });
  });
}

const stored = (desk: Desk, caller: Caller, { row, ...of }: Pick<NameInDoubt, 'row' | 'kind' | 'name'>): Stored | undefined =>
  desk.facts.get(caller.desk, 'proposal', row, keyOf(of))?.value;

/** Those that a model has not been asked about with their present candidates. */
export const unasked = (desk: Desk, caller: Caller, all: readonly NameInDoubt[]): NameInDoubt[] =>
  all.filter((doubt) => {
    const before = stored(desk, caller, doubt);
    return before === undefined || before.of.join('\n') !== doubt.candidates.map(keyOfEntity).join('\n');
  });

/** What stands around a name, as long as the exposure setting allows, and where. */
export function excerptAround(desk: Desk, row: number, mention: { start: number; end: number }): { text: string; from: Verbatim } {
  const body = desk.cables.byRow(row)?.body ?? '';
  const side = Math.max(0, Math.floor((excerptLimit(desk.exposure) - (mention.end - mention.start)) / 2));
  const from = Math.max(0, mention.start - side);
  const to = Math.min(body.length, mention.end + side);
  // Drop words cut off at the edges.
  const text = body.slice(from, to).replace(to < body.length ? /\s\S*$/ : /$/, '');
  const cut = from > 0 ? (/^\S*\s/.exec(text)?.[0].length ?? 0) : 0;
  return { text: text.slice(cut), from: { cable: row, at: from + cut } };
}

/** What a model is asked: the name, an excerpt around it as long as the exposure setting allows, and the candidates. */
export function modelQuestion(desk: Desk, deskId: string, { row, shown, mention, candidates }: NameInDoubt): ModelQuestion {
  const { text: excerpt } = excerptAround(desk, row, mention);
  const { names } = desk.as({ desk: deskId, role: 'reader' });
  return {
    name: shown,
    excerpt,
    candidates: candidates.map((one) => ({
      name: one.name,
      role:
        one.kind === 'individual' && desk.exposure !== 'sealed'
          ? (rolesOf(desk, placesOf(desk, names.mentions(one.id).slice(0, 50)))[0]?.text ?? '')
          : '',
    })),
  };
}

/** The outcome of asking: counts of questions and answers; the error that ended it early, and the last unusable answer. */
export type AskedModel = {
  asked: number;
  proposed: number;
  none: number;
  bad: number;
  ended: DeskError | undefined;
  lastBad: DeskError | undefined;
};

/** After this many unusable answers in a row, the model is at fault rather than the questions. */
const maxBadInARow = 3;

/**
 * Asks the model about these names one by one and stores its proposals, including those received before a failure. Never
 * retries. Throws a DeskError when nothing can be asked at all.
 */
export async function askModel(
  desk: Desk,
  caller: Caller,
  model: Model,
  wanted: readonly NameInDoubt[],
  progress: Progress,
): Promise<AskedModel & { act: number }> {
  return model.session(async (ask) => {
    // Recorded before anything is sent.
    desk.act(
      { ...caller, interaction: `${caller.interaction}:asked` },
      { act: 'model asked', detail: { host: model.host, model: model.name, cables: wanted.map(({ ref: of }) => of) } },
      () => null,
    );
    const outcome: AskedModel = { asked: 0, proposed: 0, none: 0, bad: 0, ended: undefined, lastBad: undefined };
    const answers: { doubt: NameInDoubt; ranking: Ranking }[] = [];
    let badInARow = 0;
    for (const [i, doubt] of wanted.entries()) {
      // A cable may be withdrawn while others are asked about.
      if (desk.as({ desk: caller.desk, role: 'reader' }).cables.existing([doubt.row]).length === 0) continue;
      outcome.asked += 1;
      try {
        answers.push({ doubt, ranking: await ask.name(modelQuestion(desk, caller.desk, doubt)) });
        badInARow = 0;
      } catch (error) {
        if (!(error instanceof DeskError)) throw error;
        if (!(error instanceof BadAnswer)) {
          outcome.ended = error;
          break;
        }
        outcome.bad += 1;
        outcome.lastBad = error;
        badInARow += 1;
        if (badInARow === maxBadInARow) {
          outcome.ended = new DeskError(said`${maxBadInARow} answers in a row were unusable, so I stopped.`);
          break;
        }
      }
      progress(i + 1, wanted.length, 'names asked about');
    }
    const act = desk.act(caller, { act: 'propose', detail: { model: model.name, answers: answers.length } }, (tools) => {
      for (const { doubt, ranking } of answers)
        tools.put('proposal', doubt.row, keyOf(doubt), {
          state: ranking.order.length === 0 ? 'none' : 'open',
          kind: doubt.kind,
          name: doubt.name,
          shown: doubt.shown,
          of: doubt.candidates.map(keyOfEntity),
          order: ranking.order.map((place) => doubt.candidates[place]).flatMap((one) => (one === undefined ? [] : [keyOfEntity(one)])),
          why: ranking.why,
          model: model.name,
        } satisfies Stored);
      return tools.act;
    });
    outcome.proposed = answers.filter(({ ranking }) => ranking.order.length > 0).length;
    outcome.none = answers.length - outcome.proposed;
    return { ...outcome, act };
  });
}

/** A proposal to be decided. `ranked`: its candidates as they are now, first those the model `named`, likeliest first. */
export type OpenProposal = { doubt: NameInDoubt; ranked: Counted[]; named: number; why: string; model: string };

/** Proposals to be decided, without those on names no longer in doubt and on withdrawn cables. */
export function openProposals(desk: Desk, caller: Caller): OpenProposal[] {
  const all = desk.facts.all(caller.desk, 'proposal').filter(({ value }) => value.state === 'open');
  if (all.length === 0) return [];
  const open = new Map(namesInDoubt(desk, caller).map((doubt) => [`${doubt.row}|${keyOf(doubt)}`, doubt]));
  return all.flatMap(({ cable, key, value }) => {
    const doubt = open.get(`${cable}|${key}`);
    if (doubt === undefined) return [];
    const { order, why, model } = value;
    const named = order.flatMap((one) => doubt.candidates.find((candidate) => keyOfEntity(candidate) === one) ?? []);
    if (named.length === 0) return [];
    return [{ doubt, ranked: [...named, ...doubt.candidates.filter((one) => !named.includes(one))], named: named.length, why, model }];
  });
}

/** Accepts a proposal by a judgment for the candidate `to`, or rejects it. Throws a DeskError when it is not open, or `to` is no candidate. */
export async function settleProposal(
  desk: Desk,
  caller: Caller,
  { ref: of, name, to }: { ref: string; name: string; to: string | undefined },
): Promise<{ act: number; text: Text }> {
  const one = openProposals(desk, caller).find(({ doubt }) => doubt.ref === of && (doubt.name === name || doubt.shown === name));
  if (one === undefined)
    throw new DeskError(said`No proposal is waiting for ${quoted(name)} in ${ref(of)}.`, {
      hint: said`${strong('/names proposals')} lists those that are.`,
    });
  const { doubt, ranked } = one;
  const before = stored(desk, caller, doubt);
  const chosen =
    to === undefined
      ? undefined
      : ranked.find((candidate) => keyOfEntity(candidate) === to || candidate.name === to || candidate.id === to);
  if (to !== undefined && chosen === undefined)
    throw new DeskError(said`${quoted(to)} is not one of the candidates.`, {
      kind: 'usage',
      hint: said`${strong('/names meant')} lets you choose somebody else.`,
    });
  const act = desk.act(
    caller,
    {
      act: chosen === undefined ? 'proposal rejected' : 'proposal accepted',
      cable: doubt.ref,
      detail: { kind: doubt.kind, name: doubt.name, ...(chosen === undefined ? {} : { to: keyOfEntity(chosen) }) },
    },
    (tools) => {
      if (chosen === undefined) {
        if (before !== undefined) tools.put('proposal', doubt.row, keyOf(doubt), { ...before, state: 'rejected' });
      } else {
        tools.drop('proposal', doubt.row, keyOf(doubt));
        judge(tools, { verb: 'assign', kind: doubt.kind, name: doubt.name, to: keyOfEntity(chosen), cable: doubt.ref });
      }
      return tools.act;
    },
  );
  if (chosen !== undefined) await desk.names.settled();
  return {
    act,
    text:
      chosen === undefined
        ? said`${quoted(doubt.shown)} in ${ref(doubt.ref)}: none of them. It is not proposed again.`
        : said`${quoted(doubt.shown)} in ${ref(doubt.ref)} is ${quoted(chosen.name)}. Future imports follow it too.`,
  };
}
