import { asOfOption, commandGroup, subcommand, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { addForm, requireClaim, listClaims, showClaim } from '../../src/factcheck/pages/claim-page.ts';
import { noCable } from '../../src/desk/facts.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { claimStatuses } from '../../src/desk/kinds.ts';
import { longestClaim } from '../../src/factcheck/claims.ts';
import { mayTouch } from '../../src/desk/policy.ts';
import { done, person } from '../../src/team/pages/lines.ts';
import { own, said } from '../../src/reply/text.ts';
import { longestAsked } from '../../src/factcheck/pages/claim-lines.ts';
import {
  exportClaims,
  firstRefOf,
  addClaim,
  addClaimSource,
  confirmClaim,
  disputeClaim,
  noteResponse,
} from '../../src/factcheck/pages/change-claim.ts';

const numberOption = { type: 'number', description: "The claim's number, from /check fact list", required: true, min: 1 } as const;

const addOptions = optionSpecs({
  claim: { type: 'text', description: 'The sentence as it appears in the story; leave empty for a form', max: longestClaim },
  cite: { type: 'text', description: 'REF¶2; separate several with ;', max: 600 },
  quote: { type: 'text', description: 'Its exact words; leave empty for the whole paragraph', max: 2000 },
  number: { ...numberOption, description: 'An existing claim to add this source to', required: false },
});

const confirmOptions = optionSpecs({
  number: numberOption,
  note: { type: 'text', description: 'What you checked', max: 500 },
  seen: { type: 'number', description: 'How many sources you saw', hidden: true },
});

const disputeOptions = optionSpecs({
  number: numberOption,
  why: { type: 'text', description: 'What is wrong with it', required: true, max: 500 },
});

const dropOptions = optionSpecs({ number: numberOption });

const listOptions = optionSpecs({
  status: { type: 'choice', description: 'Only claims with this status', choices: claimStatuses },
  ref: { type: 'cable', description: 'Only claims that cite this cable' },
  page: pageOption,
  asof: asOfOption,
});

const showOptions = optionSpecs({ number: numberOption, asof: asOfOption });

const responseOptions = optionSpecs({
  number: numberOption,
  of: { type: 'text', description: 'Who was asked to respond: a person, a ministry', required: true, max: longestAsked },
  answer: { type: 'text', description: 'What they answered; leave it out until it is there', max: longestClaim },
});

const exportOptions = optionSpecs({
  as: { type: 'choice', description: 'A table (default) or text to print', choices: ['csv', 'text'] },
  status: { type: 'choice', description: 'Only claims with this status', choices: claimStatuses },
  asof: { ...asOfOption, description: 'As the ledger was at the end of this day, such as the day of printing: 2026-08-01' },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'check fact add': Values<typeof addOptions>;
    'check fact confirm': Values<typeof confirmOptions>;
    'check fact dispute': Values<typeof disputeOptions>;
    'check fact drop': Values<typeof dropOptions>;
    'check fact list': Values<typeof listOptions>;
    'check fact show': Values<typeof showOptions>;
    'check fact response': Values<typeof responseOptions>;
    'check fact export': Values<typeof exportOptions>;
  }
}

export default commandGroup({
  name: 'check fact',
  description: 'The claims ledger: sentences in the story, the cables behind them, and who confirmed each',
  subcommands: {
    add: subcommand({
      description: 'Back up a sentence in the story with paragraphs from cables, or add a source to a claim',
      who: 'reporter',
      examples: [
        '/check fact add claim:The ambassador warned twice. cite:COREU/KYI/0039/18¶2',
        '/check fact add number:12 cite:COREU/WAS/0107/18¶3',
      ],
      options: addOptions,
      run({ options, desk, caller }) {
        const { claim, cite, quote, number } = options;
        if (number !== undefined) return addClaimSource(desk, caller, number, cite ?? '', quote);
        if (claim === undefined || cite === undefined)
          return {
            tone: 'notice',
            blocks: [{ kind: 'text', text: said`A claim is a sentence in the story and the cable paragraphs that support it.` }],
            actions: [[addForm({ claim, cite })]],
          };
        if (claim.trim() === '') throw new DeskError(said`A claim can’t be empty.`, { kind: 'usage' });
        return addClaim(desk, caller, claim.trim(), cite, quote);
      },
    }),
    confirm: subcommand({
      description: 'You checked the cables and they support the claim: verified, unless you wrote it',
      who: 'reporter',
      examples: ['/check fact confirm number:12'],
      options: confirmOptions,
      run: ({ options, desk, caller }) => confirmClaim(desk, caller, options.number, options.note, options.seen),
    }),
    dispute: subcommand({
      description: 'The cables don’t support the claim: it has to be confirmed again',
      who: 'reporter',
      examples: ['/check fact dispute number:12 why:Paragraph 2 says "may", not "will"'],
      options: disputeOptions,
      run: ({ options, desk, caller }) => disputeClaim(desk, caller, options.number, options.why),
    }),
    response: subcommand({
      description: 'Note who was asked to respond to a claim, and what they answered',
      who: 'reporter',
      examples: [
        '/check fact response number:12 of:Ministry of Defence',
        '/check fact response number:12 of:Ministry of Defence answer:No comment.',
      ],
      options: responseOptions,
      run: ({ options, desk, caller }) => noteResponse(desk, caller, options),
    }),
    drop: subcommand({
      description: 'Drop a claim that is no longer in the story',
      who: 'editor',
      examples: ['/check fact drop number:12'],
      options: dropOptions,
      run({ options, desk, caller }) {
        const { number } = options;
        const claim = requireClaim(desk, caller, number);
        if (!mayTouch(caller, claim.author))
          throw new DeskError(
            said`Claim ${own(String(number))} is ${person(desk, caller.desk, claim.author)}’s; only they and leads can drop it.`,
          );
        const act = desk.act(
          caller,
          { act: 'drop fact', cable: firstRefOf(desk, claim), detail: { fact: number } },
          ({ act: done, drop }) => {
            drop('fact', noCable, String(number));
            return done;
          },
        );
        return done(said`Claim ${own(String(number))} is dropped.`, act);
      },
    }),
    list: subcommand({
      description: 'All claims, or only those with one status or citing one cable',
      who: 'reader',
      looksBack: true,
      examples: ['/check fact list', '/check fact list status:disputed'],
      options: listOptions,
      run: ({ options, desk, caller }) => listClaims(desk, caller, options.status, options.ref, options.page ?? 1),
    }),
    show: subcommand({
      description: 'One claim: its sources word for word, and who confirmed or disputed it',
      who: 'reader',
      looksBack: true,
      examples: ['/check fact show number:12'],
      options: showOptions,
      run: ({ options, desk, caller }) => showClaim(desk, caller, options.number),
    }),
    export: subcommand({
      description: 'Fact-check sheet as a file: every claim, its sources word for word, who confirmed or disputed it',
      who: 'editor',
      looksBack: true,
      examples: ['/check fact export', '/check fact export as:text'],
      options: exportOptions,
      run: ({ options, desk, caller }) => exportClaims(desk, caller, options),
    }),
  },
});
