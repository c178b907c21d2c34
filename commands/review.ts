import { headLine, subjectLine } from '../src/cables/cards.ts';
import type { Caller } from '../src/desk/caller.ts';
import { commandGroup, subcommand, optionSpecs, type Values } from '../src/bot/command.ts';
import type { Cable } from '../src/cables/cables.ts';
import type { Desk } from '../src/desk/desk.ts';
import { acceptTags, finishBlind, markBlind, readByTwo } from '../src/team/pages/blind-reading.ts';
import { DeskError } from '../src/reply/failure.ts';
import { mayTouch } from '../src/desk/policy.ts';
import type { Post, Reply } from '../src/reply/reply.ts';
import { askedText, compareDouble, listReviews, showAgreement, verdictForm } from '../src/team/pages/review-page.ts';
import { verdicts } from '../src/desk/kinds.ts';
import { doubleOf, reviewOf, type Review, type Verdict } from '../src/team/reviews.ts';
import { readingsOf } from '../src/team/readings.ts';
import { cableFor, colleague, done, dueDay, excerptOf, openAction, person } from '../src/team/pages/lines.ts';
import { own, quoted, ref, said, strong, type Text } from '../src/reply/text.ts';
import { workOn } from '../src/team/work.ts';
import { press } from '../src/reply/actions.ts';

const refOption = { type: 'cable', description: "The cable's ref", required: true } as const;

const requestReviewOptions = optionSpecs({
  ref: refOption,
  to: { type: 'member', description: 'Of whom; never the first reader' },
  due: { type: 'date', description: 'By which day: 2026-12-01' },
  why: { type: 'text', description: 'What to look for; they see it', max: 500 },
});

const verdictOptions = optionSpecs({
  ref: refOption,
  verdict: { type: 'choice', description: 'Whether you agree with the first reading', choices: verdicts, required: true },
  note: { type: 'text', description: 'What you saw; the first reader is told', max: 1000 },
});

const listOptions = optionSpecs({ page: { type: 'number', description: 'Page of the list', min: 1 } });

const cancelOptions = optionSpecs({ ref: refOption });

const doubleOptions = optionSpecs({
  ref: refOption,
  first: { type: 'member', description: 'One reader', required: true },
  second: { type: 'member', description: 'The other', required: true },
});

const markOptions = optionSpecs({
  ref: refOption,
  tags: { type: 'text', description: 'All your tags for it, parted by blanks or commas; without any, none', max: 1000 },
});

const finishOptions = optionSpecs({ ref: refOption });

const compareOptions = optionSpecs({ ref: refOption });

const acceptOptions = optionSpecs({
  ref: refOption,
  who: { type: 'choice', description: 'Whose tags', choices: ['a', 'b', 'both'], required: true },
  tag: { type: 'text', description: 'Only this tag', max: 200 },
});

const agreementOptions = optionSpecs({ pair: { type: 'text', description: 'Whose', hidden: true, max: 100 } });

declare module '../src/reply/targets.ts' {
  interface Targets {
    'review request': Values<typeof requestReviewOptions>;
    'review verdict': Values<typeof verdictOptions>;
    'review cancel': Values<typeof cancelOptions>;
    'review list': Values<typeof listOptions>;
    'review double': Values<typeof doubleOptions>;
    'review mark': Values<typeof markOptions>;
    'review finish': Values<typeof finishOptions>;
    'review compare': Values<typeof compareOptions>;
    'review accept': Values<typeof acceptOptions>;
    'review agreement': Values<typeof agreementOptions>;
  }
}

export default commandGroup({
  name: 'review',
  topic: 'work',
  description: 'Second readers: ask for one, give a verdict, read a cable blind by two, and see how far they agree',
  subcommands: {
    request: subcommand({
      description: 'Ask for a second reading of a cable: of a colleague, or of anybody who is not its first reader',
      who: 'editor',
      examples: [
        '/review request ref:COREU/WAS/0107/18',
        '/review request ref:COREU/WAS/0107/18 to:@Editor why:Is paragraph 2 about Iran?',
      ],
      options: requestReviewOptions,
      run: ({ options, desk, caller }) => request(desk, caller, cableFor(desk, options.ref), options),
    }),
    verdict: subcommand({
      description: 'What you, as the second reader, say to the first reading',
      who: 'editor',
      examples: ['/review verdict ref:COREU/WAS/0107/18 verdict:agrees note:Paragraph 2 names it'],
      options: verdictOptions,
      run: ({ options, desk, caller }) => judge(desk, caller, cableFor(desk, options.ref), options.verdict, options.note),
    }),
    cancel: subcommand({
      description: 'No second reading, or no blind reading, of this cable any more',
      who: 'editor',
      examples: ['/review cancel ref:COREU/WAS/0107/18'],
      options: cancelOptions,
      run: ({ options, desk, caller }) => cancel(desk, caller, cableFor(desk, options.ref)),
    }),
    list: subcommand({
      description: 'What waits for a second reader, yours first',
      who: 'reader',
      examples: ['/review list'],
      options: listOptions,
      run: ({ options, desk, caller }) => listReviews(desk, caller, options.page),
    }),
    double: subcommand({
      description: 'Two people read a cable blind: neither sees the other’s tags until both have finished',
      who: 'editor',
      examples: ['/review double ref:COREU/WAS/0107/18 first:@Editor second:@Lead'],
      options: doubleOptions,
      run: ({ options, desk, caller }) =>
        readByTwo(desk, caller, cableFor(desk, options.ref), [reader(desk, caller, options.first), reader(desk, caller, options.second)]),
    }),
    mark: subcommand({
      description: 'Your tags for a cable that you read blind: nobody else sees them until both have finished',
      who: 'editor',
      examples: ['/review mark ref:COREU/WAS/0107/18 tags:iran-deal, sanctions'],
      options: markOptions,
      run: ({ options, desk, caller }) => markBlind(desk, caller, cableFor(desk, options.ref), options.tags ?? ''),
    }),
    finish: subcommand({
      description: 'Your blind reading is done; when both are, the tags are laid side by side',
      who: 'editor',
      examples: ['/review finish ref:COREU/WAS/0107/18'],
      options: finishOptions,
      run: ({ options, desk, caller }) => finishBlind(desk, caller, cableFor(desk, options.ref)),
    }),
    compare: subcommand({
      description: 'A blind reading: how far it is, then where the two differ',
      who: 'reader',
      examples: ['/review compare ref:COREU/WAS/0107/18'],
      options: compareOptions,
      run: ({ options, desk, caller }) => compareDouble(desk, caller, cableFor(desk, options.ref)),
    }),
    accept: subcommand({
      description: 'Settle where two blind readers differ: the tags of A, of B, or of both go on the cable',
      who: 'editor',
      examples: ['/review accept ref:COREU/WAS/0107/18 who:both'],
      options: acceptOptions,
      run: ({ options, desk, caller }) => acceptTags(desk, caller, cableFor(desk, options.ref), options.who, options.tag),
    }),
    agreement: subcommand({
      description: 'How far two readers agree on each tag (Cohen’s kappa), over the cables that they read blind',
      who: 'reader',
      examples: ['/review agreement'],
      options: agreementOptions,
      run: ({ options, desk, caller }) => showAgreement(desk, caller, options.pair),
    }),
  },
});

/** Who read a cable first: whoever works on it, else whoever marked it read first, else whoever asks. */
function firstReader(desk: Desk, caller: Caller, cable: Cable): string {
  const { assignee } = workOn(desk.facts, caller.desk, cable.row);
  if (assignee !== undefined) return assignee;
  const [first] = readingsOf(desk.facts, caller.desk, cable.row)
    .flatMap(([member, { read }]) => (read === undefined ? [] : [{ member, read }]))
    .toSorted((a, b) => a.read - b.read);
  return first?.member ?? caller.member;
}

type Wish = { to?: string | undefined; due?: string | undefined; why?: string | undefined };

function request(desk: Desk, caller: Caller, cable: Cable, { to: typed, due: day, why }: Wish): Reply {
  const to = typed === undefined ? undefined : reader(desk, caller, typed);
  const due = dueDay(desk, day);
  const act = desk.act(caller, { act: 'review', cable: cable.ref, detail: to === undefined ? {} : { to } }, (tools) => {
    const first = firstReader(desk, caller, cable);
    if (to === first) throw isFirst(desk, caller, cable, first);
    const before = reviewOf(desk.facts, caller.desk, cable.row);
    if (before !== undefined && before.verdict === undefined && !mayTouch(caller, before.by))
      throw new DeskError(said`A second reading of ${ref(cable.ref)} is waited for already: ${askedText(desk, caller, before)}.`);
    const value: Review = {
      first,
      by: caller.member,
      at: desk.now(),
      ...(to === undefined ? {} : { to }),
      ...(due === undefined ? {} : { due }),
      ...(why === undefined ? {} : { why }),
    };
    tools.put('review', cable.row, '', value);
    if (to !== undefined && to !== caller.member) tools.post(asked(desk, caller, cable, value, to));
    return tools.act;
  });
  return done(
    to === undefined
      ? said`${ref(cable.ref)} waits for a second reader: anybody but ${person(desk, caller.desk, firstReader(desk, caller, cable))}, by ${strong('/review list')}.`
      : said`${person(desk, caller.desk, to)} is asked to read ${ref(cable.ref)} a second time.`,
    act,
  );
}

const isFirst = (desk: Desk, caller: Caller, cable: Cable, first: string): DeskError =>
  new DeskError(said`${person(desk, caller.desk, first)} read ${ref(cable.ref)} first; a second reading needs somebody else.`, {
    hint: said`Name another colleague, or nobody: then anybody else may take it.`,
  });

/** An editor or lead. Throws a DeskError for anybody else. */
function reader(desk: Desk, caller: Caller, typed: string): string {
  const member = colleague(desk, caller, typed);
  if (member.role === 'reader')
    throw new DeskError(said`${person(desk, caller.desk, member.id)} has the role reader, which gives no tags and verdicts.`, {
      hint: said`Name an editor or a lead.`,
    });
  return member.id;
}

/** What the second reader gets: the cable, as much of it as may leave the desk, and why. */
function asked(desk: Desk, caller: Caller, cable: Cable, { why, due }: Review, to: string): Post {
  return {
    to: { member: to },
    shows: 'excerpt',
    about: cable.row,
    reply: {
      title: said`${person(desk, caller.desk, caller.member)} asks you for a second reading`,
      blocks: [
        ...(why === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(why)] }]),
        ...(due === undefined ? [] : [{ kind: 'text' as const, text: said`due ${own(due)}` }]),
        { kind: 'text', text: headLine(cable) },
        { kind: 'text', text: subjectLine(cable) },
        excerptOf(desk, cable),
      ],
      actions: [[press(said`Open`, 'cable', { ref: cable.ref }), verdictForm(cable.ref)]],
    },
  };
}

function judge(desk: Desk, caller: Caller, cable: Cable, verdict: Verdict, note: string | undefined): Reply {
  const act = desk.act(caller, { act: 'verdict', cable: cable.ref, detail: { verdict } }, (tools) => {
    const review = reviewOf(desk.facts, caller.desk, cable.row);
    if (review === undefined || review.verdict !== undefined)
      throw new DeskError(said`No second reading of ${ref(cable.ref)} is waited for.`, {
        hint: said`${strong('/review request')} asks for one.`,
      });
    if (review.first === caller.member) throw isFirst(desk, caller, cable, caller.member);
    if (!mayTouch(caller, review.to))
      throw new DeskError(said`${person(desk, caller.desk, review.to ?? '')} is asked for it; only they and leads can give the verdict.`);
    tools.put('review', cable.row, '', {
      ...review,
      verdict: { by: caller.member, at: desk.now(), what: verdict, ...(note === undefined ? {} : { note }) },
    });
    for (const member of new Set([review.first, review.by]))
      if (member !== caller.member)
        tools.post({
          to: { member },
          shows: 'metadata',
          about: cable.row,
          reply: {
            blocks: [
              {
                kind: 'text',
                text: said`${person(desk, caller.desk, caller.member)} read ${ref(cable.ref)} a second time and ${verdictText(verdict)}.`,
              },
              ...(note === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(note)] }]),
            ],
            actions: [[press(said`Open`, 'cable', { ref: cable.ref })]],
          },
        });
    return tools.act;
  });
  return done(said`Your verdict on ${ref(cable.ref)}: ${person(desk, caller.desk, caller.member)} ${verdictText(verdict)}.`, act, {
    actions: [
      openAction(cable.ref),
      ...(verdict === 'agrees' && mayTouch(caller, workOn(desk.facts, caller.desk, cable.row).assignee)
        ? [press(said`Set to verified`, 'status', { ref: cable.ref, status: 'verified' })]
        : []),
    ],
  });
}

const verdictText = (verdict: Verdict): Text =>
  verdict === 'unsure' ? said`is ${strong('unsure')} of the first reading` : said`${strong(verdict)} with the first reading`;

function cancel(desk: Desk, caller: Caller, cable: Cable): Reply {
  const act = desk.act(caller, { act: 'cancel', cable: cable.ref }, (tools) => {
    const review = reviewOf(desk.facts, caller.desk, cable.row);
    const two = doubleOf(desk.facts, caller.desk, cable.row);
    const open = [...(review !== undefined && review.verdict === undefined ? [review.by] : []), ...(two?.isOpen === true ? [two.by] : [])];
    if (open.length === 0) throw new DeskError(said`No second or blind reading of ${ref(cable.ref)} is under way.`);
    const other = open.find((by) => !mayTouch(caller, by));
    if (other !== undefined)
      throw new DeskError(said`${person(desk, caller.desk, other)} asked for it; only they and leads can cancel it.`);
    if (review !== undefined && review.verdict === undefined) tools.drop('review', cable.row, '');
    if (two?.isOpen === true) for (const key of ['', two.a.member, two.b.member]) tools.drop('double', cable.row, key);
    return tools.act;
  });
  return done(said`${ref(cable.ref)} waits for no second reader any more.`, act);
}
