import { sourcesIn } from '../src/factcheck/pages/sources.ts';
import type { Caller } from '../src/desk/caller.ts';
import { commandGroup, subcommand, optionSpecs, type Values } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import {
  addForm,
  citesOf,
  requireClaim,
  listClaims,
  claimName,
  showAction,
  showClaim,
  summary,
} from '../src/factcheck/pages/claim-page.ts';
import { citeOf, sheetCsv, sheetText, isUnchanged } from '../src/factcheck/claim-sheet.ts';
import { noCable } from '../src/desk/facts.ts';
import { DeskError } from '../src/reply/failure.ts';
import { claimStatuses } from '../src/desk/kinds.ts';
import { claimsOf, isOwn, longestClaim, type Claim } from '../src/factcheck/claims.ts';
import { mayHaveFile, mayTouch } from '../src/desk/policy.ts';
import type { Post, Reply } from '../src/reply/reply.ts';
import { done, person } from '../src/team/pages/lines.ts';
import { own, plural, quoted, said, strong, time, type Text } from '../src/reply/text.ts';

const numberOption = { type: 'number', description: 'Number of the claim, as /fact list has it', required: true, min: 1 } as const;

const addOptions = optionSpecs({
  claim: { type: 'text', description: 'The sentence as the story has it; without it, a form', max: longestClaim },
  cite: { type: 'text', description: 'REF¶2; several are parted by ;', max: 600 },
  quote: { type: 'text', description: 'Words of that paragraph, verbatim; without them, all of it', max: 2000 },
  number: { ...numberOption, description: 'A claim that gets one more source', required: false },
});

const confirmOptions = optionSpecs({
  number: numberOption,
  note: { type: 'text', description: 'What you looked at', max: 500 },
  seen: { type: 'number', description: 'How many sources you saw', hidden: true },
});

const disputeOptions = optionSpecs({
  number: numberOption,
  why: { type: 'text', description: 'What is wrong with it', required: true, max: 500 },
});

const dropOptions = optionSpecs({ number: numberOption });

const listOptions = optionSpecs({
  status: { type: 'choice', description: 'Only these', choices: claimStatuses },
  ref: { type: 'cable', description: 'Only those that cite this cable' },
  page: { type: 'number', description: 'Page of the list', min: 1 },
});

const showOptions = optionSpecs({ number: numberOption });

const exportOptions = optionSpecs({
  as: { type: 'choice', description: 'A table (default), or a text to be printed', choices: ['csv', 'text'] },
  status: { type: 'choice', description: 'Only these', choices: claimStatuses },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    'fact add': Values<typeof addOptions>;
    'fact confirm': Values<typeof confirmOptions>;
    'fact dispute': Values<typeof disputeOptions>;
    'fact drop': Values<typeof dropOptions>;
    'fact list': Values<typeof listOptions>;
    'fact show': Values<typeof showOptions>;
    'fact export': Values<typeof exportOptions>;
  }
}

export default commandGroup({
  name: 'fact',
  topic: 'story',
  description: 'The claim ledger: sentences of the story, the cables that bear them out, and who confirmed that',
  subcommands: {
    add: subcommand({
      description: 'Bind a sentence of the story to paragraphs of cables, or one more paragraph to a claim',
      who: 'editor',
      examples: ['/fact add claim:The ambassador warned twice. cite:COREU/KYI/0039/18¶2', '/fact add number:12 cite:COREU/WAS/0107/18¶3'],
      options: addOptions,
      run({ options, desk, caller }) {
        const { claim, cite, quote, number } = options;
        if (number !== undefined) return addSource(desk, caller, number, cite ?? '', quote);
        if (claim === undefined || cite === undefined)
          return {
            tone: 'notice',
            blocks: [{ kind: 'text', text: said`A claim is a sentence of the story and the paragraphs of cables that bear it out.` }],
            actions: [[addForm({ claim, cite })]],
          };
        if (claim.trim() === '') throw new DeskError(said`A claim needs words.`, { kind: 'usage' });
        return add(desk, caller, claim.trim(), cite, quote);
      },
    }),
    confirm: subcommand({
      description: 'You looked at the cables and they say so: verified, if you are not the one who wrote it',
      who: 'editor',
      examples: ['/fact confirm number:12'],
      options: confirmOptions,
      run: ({ options, desk, caller }) => confirm(desk, caller, options.number, options.note, options.seen),
    }),
    dispute: subcommand({
      description: 'The cables do not bear it out: the claim is open again',
      who: 'editor',
      examples: ['/fact dispute number:12 why:Paragraph 2 says "may", not "will"'],
      options: disputeOptions,
      run: ({ options, desk, caller }) => dispute(desk, caller, options.number, options.why),
    }),
    drop: subcommand({
      description: 'The sentence is no longer in the story',
      who: 'editor',
      examples: ['/fact drop number:12'],
      options: dropOptions,
      run({ options, desk, caller }) {
        const { number } = options;
        const claim = requireClaim(desk, caller, number);
        if (!mayTouch(caller, claim.author))
          throw new DeskError(
            said`Claim ${own(String(number))} is ${person(desk, caller.desk, claim.author)}’s; only they and leads can drop it.`,
          );
        const act = desk.act(caller, { act: 'drop fact', cable: refOf(desk, claim), detail: { fact: number } }, ({ act: done, drop }) => {
          drop('fact', noCable, String(number));
          return done;
        });
        return done(said`Claim ${own(String(number))} is dropped.`, act);
      },
    }),
    list: subcommand({
      description: 'All claims, or those of one status or one cable',
      who: 'reader',
      examples: ['/fact list', '/fact list status:disputed'],
      options: listOptions,
      run: ({ options, desk, caller }) => listClaims(desk, caller, options.status, options.ref, options.page ?? 1),
    }),
    show: subcommand({
      description: 'One claim: its sources word for word, and who confirmed or disputed it',
      who: 'reader',
      examples: ['/fact show number:12'],
      options: showOptions,
      run: ({ options, desk, caller }) => showClaim(desk, caller, options.number),
    }),
    export: subcommand({
      description: 'The fact-check sheet as a file: every claim, its sources word for word, and who signed',
      who: 'editor',
      examples: ['/fact export', '/fact export as:text'],
      options: exportOptions,
      run({ options, desk, caller }) {
        if (caller.via !== 'terminal' && !mayHaveFile(desk.exposure, caller.role))
          throw new DeskError(said`Files are not for ${own(caller.role ?? 'you')} at this desk (exposure: ${own(desk.exposure)}).`);
        const claims = claimsOf(desk.facts, caller.desk).filter(({ status }) => options.status === undefined || status === options.status);
        if (claims.length === 0)
          throw new DeskError(said`There is no claim to export.`, { hint: said`${strong('/fact add')} writes one down.` });
        desk.act(caller, { act: 'export', detail: { claims: claims.length } }, () => null);
        const isText = options.as === 'text';
        const day = new Date(desk.now()).toISOString().slice(0, 10);
        return {
          title: said`Fact-check sheet: ${plural(claims.length, 'claim')}`,
          blocks: [{ kind: 'text', text: summary(claims) }],
          files: [
            {
              name: `facts-${day}.${isText ? 'txt' : 'csv'}`,
              bytes: isText ? sheetText(desk, caller, claims) : sheetCsv(desk, caller, claims),
            },
          ],
        };
      },
    }),
  },
});

const refOf = (desk: Desk, { sources }: Claim): string => desk.cables.byRow(sources[0]?.cable ?? 0)?.ref ?? '';
function add(desk: Desk, caller: Caller, claim: string, cite: string, quote: string | undefined): Reply {
  let sources: Claim['sources'];
  try {
    sources = sourcesIn(desk, caller, cite, quote);
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    // What was typed comes back with the refusal.
    throw new DeskError(error.text, {
      kind: error.kind,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      actions: [...error.actions.slice(0, 4), addForm({ claim, cite, quote, label: said`Try again` })],
    });
  }
  const value: Claim = { claim, author: caller.member, at: desk.now(), sources, status: 'open', confirmed: [] };
  const act = desk.act(caller, { act: 'fact', cable: refOf(desk, value) }, ({ act: number, put }) => {
    put('fact', noCable, String(number), value);
    return number;
  });
  return done(said`${claimName(act)} is in the ledger, on ${citesOf(desk, value)}. It is verified once somebody else confirms it.`, act, {
    actions: [showAction(act)],
  });
}

function addSource(desk: Desk, caller: Caller, number: number, cite: string, quote: string | undefined): Reply {
  requireClaim(desk, caller, number);
  const sources = sourcesIn(desk, caller, cite, quote);
  const act = desk.act(
    caller,
    { act: 'cite', cable: desk.cables.byRow(sources[0]?.cable ?? 0)?.ref ?? '', detail: { fact: number } },
    (tools) => {
      const claim = requireClaim(desk, caller, number);
      const more = sources.filter(
        (one) => !claim.sources.some(({ cable, start, end }) => one.cable === cable && one.start === start && one.end === end),
      );
      if (more.length === 0) throw new DeskError(said`${claimName(number)} cites that already.`);
      if (claim.sources.length + more.length > 12) throw new DeskError(said`A claim has 12 sources at most.`, { kind: 'usage' });
      // Whoever confirmed it has not seen this one.
      put(tools, number, {
        ...claim,
        sources: [...claim.sources, ...more],
        status: claim.status === 'verified' ? 'open' : claim.status,
        confirmed: [],
      });
      return tools.act;
    },
  );
  return done(
    said`${claimName(number)} cites ${citesOf(desk, requireClaim(desk, caller, number))} now; it has to be confirmed anew.`,
    act,
    {
      actions: [showAction(number)],
    },
  );
}

const put = (tools: { put(kind: 'fact', cable: number, key: string, value: Claim): boolean }, number: number, claim: Claim): boolean =>
  tools.put('fact', noCable, String(number), claim);

function confirm(desk: Desk, caller: Caller, number: number, note: string | undefined, seen: number | undefined): Reply {
  const first = requireClaim(desk, caller, number);
  const act = desk.act(caller, { act: 'confirm', cable: refOf(desk, first), detail: { fact: number } }, (tools) => {
    const claim = requireClaim(desk, caller, number);
    if (seen !== undefined && seen !== claim.sources.length)
      throw new DeskError(said`${claimName(number)} got another source since you read it.`, {
        hint: said`Look at it again.`,
        actions: [showAction(number)],
      });
    if (isOwn(claim, caller.member))
      throw new DeskError(said`${claimName(number)} is your own: somebody else has to look at it.`, {
        hint: said`Ask a colleague: ${strong(`/fact confirm number:${number}`)}`,
      });
    const signed = claim.confirmed.find(({ by }) => by === caller.member);
    if (signed !== undefined) throw new DeskError(said`You confirmed ${claimName(number)} ${time(signed.at, 'relative')}.`);
    const changed = claim.sources.find((source) => !isUnchanged(desk, source));
    if (changed !== undefined)
      throw new DeskError(said`The text of ${quoted(citeOf(desk, changed))} was changed by an import since it was cited.`, {
        hint: said`Cite it anew, or dispute the claim.`,
        actions: [showAction(number)],
      });
    put(tools, number, {
      ...claim,
      status: 'verified',
      confirmed: [...claim.confirmed, { by: caller.member, at: desk.now(), ...(note === undefined ? {} : { note }) }],
    });
    tools.post(told(desk, caller, number, claim, said`confirmed your claim ${own(String(number))}`));
    return tools.act;
  });
  return done(said`${claimName(number)} is ${strong('verified')}.`, act, { actions: [showAction(number)] });
}

function dispute(desk: Desk, caller: Caller, number: number, why: string): Reply {
  if (why.trim() === '') throw new DeskError(said`Say what is wrong with it.`, { kind: 'usage' });
  const first = requireClaim(desk, caller, number);
  const act = desk.act(caller, { act: 'dispute', cable: refOf(desk, first), detail: { fact: number } }, (tools) => {
    const claim = requireClaim(desk, caller, number);
    put(tools, number, { ...claim, status: 'disputed', confirmed: [], disputed: { by: caller.member, at: desk.now(), note: why.trim() } });
    if (claim.author !== caller.member)
      tools.post(told(desk, caller, number, claim, said`disputes your claim ${own(String(number))}: ${quoted(why.trim())}`));
    return tools.act;
  });
  return done(said`${claimName(number)} is ${strong('disputed')}: it has to be confirmed anew.`, act, { actions: [showAction(number)] });
}

/** Whoever wrote it hears what became of it, in private. */
function told(desk: Desk, caller: Caller, number: number, claim: Claim, what: Text): Post {
  return {
    to: { member: claim.author },
    shows: 'metadata',
    about: claim.sources[0]?.cable ?? 0,
    reply: {
      blocks: [{ kind: 'text', text: said`${person(desk, caller.desk, caller.member)} ${what}.` }],
      actions: [[{ ...showAction(number), as: 'reply' }]],
    },
  };
}
