import { commandGroup, subcommand, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { acceptTags, finishBlind, markBlind, readByTwo } from '../../src/team/pages/blind-reading.ts';
import { compareDouble, listReviews, showAgreement } from '../../src/team/pages/review-page.ts';
import { verdicts } from '../../src/desk/kinds.ts';
import { cableFor, colleague } from '../../src/team/pages/lines.ts';
import { requestReview, giveVerdict, cancelReview } from '../../src/team/pages/second-reading.ts';

const refOption = { type: 'cable', description: "The cable's ref", required: true } as const;

const requestReviewOptions = optionSpecs({
  ref: refOption,
  to: { type: 'member', description: 'Who should read it; not the first reader' },
  due: { type: 'date', description: 'Due date: 2026-12-01' },
  why: { type: 'text', description: 'What to look for (they see this)', max: 500 },
});

const verdictOptions = optionSpecs({
  ref: refOption,
  verdict: { type: 'choice', description: 'Do you agree with the first reading?', choices: verdicts, required: true },
  note: { type: 'text', description: 'What you found; the first reader is told', max: 1000 },
});

const listOptions = optionSpecs({ page: pageOption });

const cancelOptions = optionSpecs({ ref: refOption });

const doubleOptions = optionSpecs({
  ref: refOption,
  first: { type: 'member', description: 'One reader', required: true },
  second: { type: 'member', description: 'The other reader', required: true },
});

const markOptions = optionSpecs({
  ref: refOption,
  tags: { type: 'text', description: 'All your tags for it, separated by spaces or commas; leave empty for none', max: 1000 },
});

const finishOptions = optionSpecs({ ref: refOption });

const compareOptions = optionSpecs({ ref: refOption });

const acceptOptions = optionSpecs({
  ref: refOption,
  who: { type: 'choice', description: 'Whose tags', choices: ['a', 'b', 'both'], required: true },
  tag: { type: 'text', description: 'Only this tag', max: 200 },
});

const agreementOptions = optionSpecs({ pair: { type: 'text', description: 'Whose', hidden: true, max: 100 } });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'check review request': Values<typeof requestReviewOptions>;
    'check review verdict': Values<typeof verdictOptions>;
    'check review cancel': Values<typeof cancelOptions>;
    'check review list': Values<typeof listOptions>;
    'check review double': Values<typeof doubleOptions>;
    'check review mark': Values<typeof markOptions>;
    'check review finish': Values<typeof finishOptions>;
    'check review compare': Values<typeof compareOptions>;
    'check review accept': Values<typeof acceptOptions>;
    'check review agreement': Values<typeof agreementOptions>;
  }
}

export default commandGroup({
  name: 'check review',
  description: 'Second readers: ask for one, give a verdict, have two people read blind, see how far they agree',
  subcommands: {
    request: subcommand({
      description: 'Ask a colleague, or anyone but the first reader, for a second reading of a cable',
      who: 'reporter',
      examples: [
        '/check review request ref:COREU/WAS/0107/18',
        '/check review request ref:COREU/WAS/0107/18 to:@Editor why:Is paragraph 2 about Iran?',
      ],
      options: requestReviewOptions,
      run: ({ options, desk, caller }) => requestReview(desk, caller, cableFor(desk, options.ref), options),
    }),
    verdict: subcommand({
      description: 'Give your verdict as the second reader',
      who: 'reporter',
      examples: ['/check review verdict ref:COREU/WAS/0107/18 verdict:agrees note:Paragraph 2 names it'],
      options: verdictOptions,
      run: ({ options, desk, caller }) => giveVerdict(desk, caller, cableFor(desk, options.ref), options.verdict, options.note),
    }),
    cancel: subcommand({
      description: 'Cancel a cable’s second reading or blind reading',
      who: 'editor',
      examples: ['/check review cancel ref:COREU/WAS/0107/18'],
      options: cancelOptions,
      run: ({ options, desk, caller }) => cancelReview(desk, caller, cableFor(desk, options.ref)),
    }),
    list: subcommand({
      description: 'Cables waiting for a second reader, yours first',
      who: 'reader',
      examples: ['/check review list'],
      options: listOptions,
      run: ({ options, desk, caller }) => listReviews(desk, caller, options.page),
    }),
    double: subcommand({
      description: 'Have two people read a cable blind: neither sees the other’s tags until both have finished',
      who: 'editor',
      examples: ['/check review double ref:COREU/WAS/0107/18 first:@Editor second:@Lead'],
      options: doubleOptions,
      run: ({ options, desk, caller }) =>
        readByTwo(desk, caller, cableFor(desk, options.ref), [
          colleague(desk, caller, options.first).id,
          colleague(desk, caller, options.second).id,
        ]),
    }),
    mark: subcommand({
      description: 'Tag a cable you are reading blind: nobody else sees your tags until both have finished',
      who: 'reporter',
      examples: ['/check review mark ref:COREU/WAS/0107/18 tags:iran-deal, sanctions'],
      options: markOptions,
      run: ({ options, desk, caller }) => markBlind(desk, caller, cableFor(desk, options.ref), options.tags ?? ''),
    }),
    finish: subcommand({
      description: 'Finish your blind reading; once both are finished, the tags are compared',
      who: 'reporter',
      examples: ['/check review finish ref:COREU/WAS/0107/18'],
      options: finishOptions,
      run: ({ options, desk, caller }) => finishBlind(desk, caller, cableFor(desk, options.ref)),
    }),
    compare: subcommand({
      description: 'A blind reading: its progress, then where the two readers differ',
      who: 'reader',
      examples: ['/check review compare ref:COREU/WAS/0107/18'],
      options: compareOptions,
      run: ({ options, desk, caller }) => compareDouble(desk, caller, cableFor(desk, options.ref)),
    }),
    accept: subcommand({
      description: 'Settle what two blind readers disagree on: put A’s, B’s or both readers’ tags on the cable',
      who: 'editor',
      examples: ['/check review accept ref:COREU/WAS/0107/18 who:both'],
      options: acceptOptions,
      run: ({ options, desk, caller }) => acceptTags(desk, caller, cableFor(desk, options.ref), options.who, options.tag),
    }),
    agreement: subcommand({
      description: 'How far two readers agree on each tag (Cohen’s kappa) across the cables they read blind',
      who: 'reader',
      examples: ['/check review agreement'],
      options: agreementOptions,
      run: ({ options, desk, caller }) => showAgreement(desk, caller, options.pair),
    }),
  },
});
