import { cableFile, citationOf, headerFacts, headLine, noticeOf, pageOf, passageText, subjectLine } from '../src/cables/cards.ts';
import type { Cable } from '../src/cables/cables.ts';
import type { Caller } from '../src/desk/caller.ts';
import { command } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import { excerpt, marksIn } from '../src/search/excerpt.ts';
import { shortName } from '../src/names/pages/entity-page.ts';
import { DeskError } from '../src/reply/failure.ts';
import { pagesOf } from '../src/cables/text-pages.ts';
import { excerptLimit, mayHaveFile, shownInChannel, shownToCaller, leadOf } from '../src/desk/policy.ts';
import type { Action, ActionRow, Block, Reply } from '../src/reply/reply.ts';
import { hitsPerPage, queryOf, requestOptions, runSearch, type SearchRequest } from '../src/search/search.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import { notesOn } from '../src/team/notes.ts';
import { readingOf } from '../src/team/readings.ts';
import { cableFor, cardActions, openAction, person, someoneIsOnIt, teamLine } from '../src/team/pages/lines.ts';
import { join, own, plural, quoted, ref, said, strong, time, type Text } from '../src/reply/text.ts';

/** Citations shown as buttons, each way: a row each. */
const citationButtons = 3;
const notesShown = 3;
const longestShown = 280;
/** Turning pages is one reading: a later look within this is not written down again. */
const justNow = 10 * 60_000;

export default command({
  name: 'cable',
  description: 'Read a cable: header, text page by page, what it cites and what cites it',
  who: 'reader',
  examples: ['/cable ref:COREU/WAS/0107/18', '/cable ref:COREU/WAS/0107/18 page:2', '/cable ref:COREU/WAS/0107/18 share:true'],
  options: {
    ref: { type: 'cable', description: "The cable's ref, or words of its subject", required: true },
    page: { type: 'number', description: 'Page of the text', min: 1 },
    share: { type: 'flag', description: 'Show it to this channel: you see a preview first' },
    cite: { type: 'flag', description: 'The citation, to copy' },
    discuss: { type: 'flag', description: 'Open its thread, or find it' },
    file: { type: 'flag', description: 'The whole text as a file' },
    query: { type: 'text', description: 'The search it was found by', hidden: true, max: 6000 },
    since: { type: 'date', description: 'Of that search', hidden: true },
    until: { type: 'date', description: 'Of that search', hidden: true },
    origin: { type: 'text', description: 'Of that search', hidden: true, max: 200 },
    sort: { type: 'choice', description: 'Of that search', choices: ['best', 'newest', 'oldest'], hidden: true },
    match: { type: 'choice', description: 'Of that search', choices: ['all', 'any'], hidden: true },
    copies: { type: 'choice', description: 'Of that search', choices: ['apart'], hidden: true },
    filters: { type: 'text', description: 'Of that search', hidden: true, max: 4000 },
    at: { type: 'number', description: 'Its place among the hits', min: 1, hidden: true },
    post: { type: 'text', description: 'What was previewed, for posting exactly that', hidden: true, max: 64 },
  },
  async run({ options, desk, caller }) {
    const cable = cableFor(desk, caller, options.ref);
    const from: SearchRequest | undefined =
      options.query === undefined
        ? undefined
        : {
            query: options.query,
            since: options.since,
            until: options.until,
            origin: options.origin,
            sort: options.sort,
            match: options.match,
            copies: options.copies,
            filters: options.filters,
          };
    if (options.discuss === true) return discuss(desk, caller, cable);
    if (options.share === true) return share(desk, caller, cable, from, options.post);
    if (options.cite === true) return { title: said`Citation`, blocks: [{ kind: 'copy', text: citationOf(cable) }] };
    if (options.file === true) return wholeFile(desk, caller, cable);
    return open(desk, caller, cable, options.page ?? 1, from, options.at);
  },
});

async function open(
  desk: Desk,
  caller: Caller,
  cable: Cable,
  page: number,
  from: SearchRequest | undefined,
  at: number | undefined,
): Promise<Reply> {
  const shown = shownToCaller(desk.exposure);
  const pages = pagesOf(cable.body);
  const current = pages[page - 1];
  if (current === undefined) {
    throw new DeskError(said`${ref(cable.ref)} has no page ${page}: it has ${plural(pages.length, 'page')}.`, {
      actions: [pageAction(cable, pages.length, from, at, said`Last page`)],
    });
  }
  const onIt = page === 1 ? someoneIsOnIt(desk, caller, cable.row) : undefined;
  desk.act(caller, { act: 'open', cable: cable.ref, detail: { page } }, ({ put }) => {
    const reading = readingOf(desk.facts, caller.desk, cable.row, caller.member);
    const now = desk.now();
    if (reading.last === undefined || now - reading.last > justNow)
      put('reading', cable.row, caller.member, { ...reading, opened: reading.opened ?? now, last: now });
    return null;
  });
  const blocks: Block[] = [];
  if (page === 1)
    blocks.push(...teamBlocks(desk, caller, cable, onIt), { kind: 'facts', facts: headerFacts(cable) }, ...caveatBlocks(desk, cable));
  else blocks.push({ kind: 'text', text: headLine(cable) });
  blocks.push(shown.text ? textBlock(cable, current, from) : excerptBlock(desk, cable, from));
  if (!shown.text) blocks.push({ kind: 'small', text: said`This desk is sealed: the whole text is read from the terminal only.` });
  const results = from === undefined || at === undefined ? undefined : await neighbours(desk, caller, from, at);
  blocks.push({
    kind: 'small',
    text: footer(
      desk,
      cable,
      shown.text ? pageOf(page, pages.length) : [],
      results === undefined ? [] : said`hit ${at ?? 1} of ${results.total}`,
    ),
  });
  return {
    title: subjectLine(cable),
    blocks,
    actions: [
      shown.text ? pageRow(cable, page, pages.length, from, at) : [],
      from === undefined || at === undefined ? [] : resultRow(from, at, results),
      cardActions(desk, caller, cable),
      toolRow(desk, caller, cable, from, at),
      namedRow(desk, caller, cable),
      ...citationRows(desk, caller, cable),
    ].filter((row) => row.length > 0),
  };
}

/** What the desk holds of the cable: a line of tags, work and notes, who is at it, and the last notes. */
function teamBlocks(desk: Desk, caller: Caller, cable: Cable, onIt: Text | undefined): Block[] {
  const line = teamLine(desk, caller.desk, cable.row);
  const notes = notesOn(desk.facts, caller.desk, cable.row);
  const blocks: Block[] = [];
  if (onIt !== undefined) blocks.push({ kind: 'text', text: onIt });
  if (line.length > 0) blocks.push({ kind: 'text', text: line });
  for (const { key, author, at, text, paragraph } of notes.slice(-notesShown)) {
    const writer = desk.facts.get(caller.desk, 'note', cable.row, key)?.member;
    blocks.push({
      kind: 'text',
      text: said`${strong('Note')}${paragraph === undefined ? said`` : said` on paragraph ${paragraph}`} by ${person(desk, caller.desk, author)}${writer === undefined || writer === author ? said`` : said` (attached by ${person(desk, caller.desk, writer)})`}, ${time(at, 'relative')}: ${quoted(text.length > longestShown ? `${text.slice(0, longestShown)} …` : text)}`,
    });
  }
  if (blocks.length > 0) blocks.push({ kind: 'rule' });
  return blocks;
}

/** The cable's thread: where it is, or that it is being opened here. */
function discuss(desk: Desk, caller: Caller, cable: Cable): Reply {
  const thread = desk.facts.get(caller.desk, 'thread', cable.row, '')?.value['thread'];
  if (typeof thread === 'string')
    return {
      blocks: [{ kind: 'text', text: said`${ref(cable.ref)} is discussed in ${{ kind: 'channel', id: thread, name: cable.ref }}.` }],
    };
  const { place } = caller;
  if (place === undefined)
    throw new DeskError(said`There is no channel here to open a thread in.`, { hint: said`Ask in a channel of the desk.` });
  if (!shownInChannel(desk.exposure, place).metadata) throw new DeskError(said`This desk is sealed: cables are not discussed in channels.`);
  desk.act(caller, { act: 'discuss', cable: cable.ref, detail: { channel: place.id } }, ({ post }) => {
    post({
      to: { thread: { cable: cable.row, ref: cable.ref }, channel: place.id },
      shows: 'metadata',
      reply: {
        blocks: [
          { kind: 'text', text: said`${person(desk, caller.desk, caller.member)} wants to talk about this cable.` },
          { kind: 'text', text: headLine(cable) },
          { kind: 'text', text: subjectLine(cable) },
        ],
        actions: [[{ kind: 'run', label: said`Open`, command: 'cable', options: { ref: cable.ref }, as: 'reply' }]],
      },
    });
    return null;
  });
  return { blocks: [{ kind: 'text', text: said`I am opening a thread for ${ref(cable.ref)} in this channel.` }] };
}

function textBlock(cable: Cable, page: { start: number; end: number }, from: SearchRequest | undefined): Block {
  const text = cable.body.slice(page.start, page.end);
  const marks = from === undefined ? [] : marksIn(text, queryOf(from), cable.language);
  return { kind: 'passage', text: passageText(text, marks, { before: false, after: false }) };
}

function excerptBlock(desk: Desk, cable: Cable, from: SearchRequest | undefined): Block {
  const found = excerpt(cable.body, from === undefined ? undefined : queryOf(from), {
    max: excerptLimit(desk.exposure),
    language: cable.language,
  });
  return { kind: 'passage', text: passageText(found.text, found.marks, { before: found.cutBefore, after: found.cutAfter }) };
}

/** What trove.json says beside this cable, such as a denial that belongs next to a claim. */
function caveatBlocks(desk: Desk, cable: Cable): Block[] {
  const caveat = desk.troves.caveat(cable.trove, cable.ref);
  return caveat === undefined ? [] : [{ kind: 'text', text: said`${strong('Caveat:')} ${quoted(caveat)}` }];
}

function footer(desk: Desk, cable: Cable, page: Text, hit: Text): Text {
  const versions = desk.cables.versions(cable.row).length;
  const parts: Text[] = [
    [ref(cable.ref)],
    page,
    hit,
    versions === 0 ? [] : said`changed by a later import; ${plural(versions, 'older text')} kept`,
  ];
  return join(
    parts.filter((part) => part.length > 0),
    ' · ',
  );
}

function pageAction(
  cable: Cable,
  page: number,
  from: SearchRequest | undefined,
  at: number | undefined,
  label: Text,
  disabled = false,
): Action {
  return { kind: 'run', label, command: 'cable', options: { ref: cable.ref, page, ...context(from, at) }, as: 'replace', disabled };
}

const context = (from: SearchRequest | undefined, at: number | undefined) => ({
  ...(from === undefined ? {} : requestOptions(from)),
  ...(at === undefined ? {} : { at }),
});

function pageRow(cable: Cable, page: number, pages: number, from: SearchRequest | undefined, at: number | undefined): ActionRow {
  if (pages === 1) return [];
  const row = [
    pageAction(cable, page - 1, from, at, said`Previous page`, page === 1),
    pageAction(cable, page + 1, from, at, said`Next page`, page === pages),
  ];
  if (page > 1) row.unshift(pageAction(cable, 1, from, at, said`First page`, page === 2 && pages > 2 ? false : page === 1));
  return row;
}

type Neighbours = { total: number; before: string | undefined; after: string | undefined };

/** The hits before and after this one, by asking the same search again. */
async function neighbours(desk: Desk, caller: Caller, from: SearchRequest, at: number): Promise<Neighbours | undefined> {
  const offset = Math.max(0, at - 2);
  // A cable is opened also while the index is still being built; only its neighbours are not known then.
  const found = await runSearch(desk, caller, from, offset, 3).then(
    (result) => result.found,
    (error: unknown) => {
      if (error instanceof DeskError) return undefined;
      throw error;
    },
  );
  if (found === undefined) return undefined;
  const refAt = (position: number): string | undefined => {
    const hit = found.hits[position - 1 - offset];
    return hit === undefined ? undefined : desk.cables.byRow(hit.row)?.ref;
  };
  return { total: found.shown, before: at > 1 ? refAt(at - 1) : undefined, after: refAt(at + 1) };
}

function resultRow(from: SearchRequest, at: number, neighbours: Neighbours | undefined): ActionRow {
  const { total, before, after } = neighbours ?? {};
  const row: ActionRow = [
    {
      kind: 'run',
      label: total === undefined ? said`Back to results` : said`Back to results (${at} of ${total})`,
      command: 'search',
      options: { ...requestOptions(from), page: Math.ceil(at / hitsPerPage) },
      as: 'replace',
      style: 'main',
    },
  ];
  if (before !== undefined) row.push({ ...openAction(before, said`Previous hit`), options: { ref: before, ...context(from, at - 1) } });
  if (after !== undefined) row.push({ ...openAction(after, said`Next hit`), options: { ref: after, ...context(from, at + 1) } });
  return row;
}

function toolRow(desk: Desk, caller: Caller, cable: Cable, from: SearchRequest | undefined, at: number | undefined): ActionRow {
  const row: ActionRow = [{ kind: 'run', label: said`Cite`, command: 'cable', options: { ref: cable.ref, cite: true }, as: 'reply' }];
  row.push({
    kind: 'run',
    label: said`Share`,
    command: 'cable',
    options: { ref: cable.ref, share: true, ...context(from, at) },
    as: 'reply',
  });
  if (caller.via === 'discord')
    row.push({ kind: 'run', label: said`Discuss`, command: 'cable', options: { ref: cable.ref, discuss: true }, as: 'reply' });
  row.push({ kind: 'run', label: said`More like this`, command: 'similar', options: { ref: cable.ref }, as: 'reply' });
  row.push({ kind: 'run', label: said`History`, command: 'history', options: { ref: cable.ref }, as: 'reply' });
  row.push({ kind: 'run', label: said`Names read`, command: 'entity mentions', options: { ref: cable.ref }, as: 'reply' });
  if (mayHaveFile(desk.exposure, caller.role))
    row.push({ kind: 'run', label: said`Whole text (file)`, command: 'cable', options: { ref: cable.ref, file: true }, as: 'reply' });
  return row;
}

/** Who and what the cable names, each one press away. */
function namedRow(desk: Desk, caller: Caller, cable: Cable): ActionRow {
  const choices = desk.names
    .ofCable(cable.row, hiddenFrom(desk.facts, caller))
    .slice(0, 25)
    .map(({ entity, mentions }) => ({
      label: shortName(entity.name),
      value: entity.id.length <= 90 ? entity.id : entity.name.slice(0, 90),
      description: `${entity.kind}, ${mentions} ${mentions === 1 ? 'time' : 'times'} here`,
    }));
  return choices.length === 0
    ? []
    : [{ kind: 'choose', label: said`Named in it`, command: 'entity show', options: {}, option: 'name', choices, as: 'reply' }];
}

function citationRows(desk: Desk, caller: Caller, cable: Cable): ActionRow[] {
  const hidden = hiddenFrom(desk.facts, caller);
  const isHidden = (wanted: string): boolean => hidden.size > 0 && hidden.has(desk.cables.get(wanted)?.row ?? 0);
  const cites = desk.cables
    .citations(cable.row)
    .flatMap((citation) =>
      citation.ref === undefined || isHidden(citation.ref) ? [] : [openAction(citation.ref, said`Cites ${ref(citation.ref)}`)],
    );
  const citedBy = desk.cables
    .citedBy(cable.row)
    .filter(({ row }) => !hidden.has(row))
    .map((head) => openAction(head.ref, said`Cited by ${ref(head.ref)}`));
  return [cites.slice(0, citationButtons), citedBy.slice(0, citationButtons)];
}

function wholeFile(desk: Desk, caller: Caller, cable: Cable): Reply {
  if (!mayHaveFile(desk.exposure, caller.role)) {
    throw new DeskError(
      said`Whole cables as files are not for ${own(caller.role ?? 'you')} at this desk (exposure: ${own(desk.exposure)}).`,
      { hint: said`Ask ${leadOf(caller)}.` },
    );
  }
  desk.act(caller, { act: 'file', cable: cable.ref }, () => null);
  return {
    title: subjectLine(cable),
    blocks: [{ kind: 'text', text: headLine(cable) }],
    files: [{ name: `${cable.ref}.txt`, bytes: new TextEncoder().encode(cableFile(cable)) }],
  };
}

/** First shows the caller what the channel would see; a second press posts exactly that, looked at again. */
function share(desk: Desk, caller: Caller, cable: Cable, from: SearchRequest | undefined, previewed: string | undefined): Reply {
  const { place } = caller;
  if (place === undefined)
    throw new DeskError(said`There is no channel here to share with.`, { hint: said`Share from a channel of the desk.` });
  const shown = shownInChannel(desk.exposure, place);
  if (!shown.metadata) {
    throw new DeskError(said`This desk is sealed: cables are not shown in channels.`, {
      hint: said`The operator decides that (CABLEDESK_EXPOSURE); it cannot be changed from here.`,
    });
  }
  const post = shared(desk, caller, cable, from, shown.excerpt);
  const key = desk.views.keep(caller.desk, JSON.stringify([place.id, cable.hash, post]));
  const channel = { kind: 'channel' as const, id: place.id, name: place.name };
  const confirm: Action = {
    kind: 'run',
    label: said`Post here`,
    command: 'cable',
    options: { ref: cable.ref, share: true, post: key, ...context(from, undefined) },
    as: 'replace',
    style: 'main',
  };
  if (previewed === key) {
    desk.act(
      caller,
      { act: 'share', cable: cable.ref, detail: { channel: place.id, shows: shown.excerpt ? 'excerpt' : 'metadata' } },
      ({ post: send }) => {
        send({ to: { channel: place.id }, reply: post, shows: shown.excerpt ? 'excerpt' : 'metadata' });
        return null;
      },
    );
    return { blocks: [{ kind: 'text', text: said`Posted in ${channel}: ${ref(cable.ref)}.` }] };
  }
  const why = shown.excerpt
    ? said`Header, subject and excerpt go to ${channel}.`
    : said`Only header and subject go to ${channel}: ${own(place.open ? 'everybody on the server can read it' : 'the operator has not listed it for excerpts')}.`;
  return {
    title: said`Preview: what ${channel} will see`,
    ...(previewed === undefined ? {} : { tone: 'notice' as const }),
    blocks: [
      ...(previewed === undefined
        ? []
        : [
            {
              kind: 'text' as const,
              text: said`Something changed since your preview, so nothing was posted. This is what would be posted now:`,
            },
          ]),
      { kind: 'rule' },
      ...post.blocks,
      { kind: 'rule' },
      { kind: 'small', text: why },
    ],
    actions: [[confirm]],
  };
}

function shared(desk: Desk, caller: Caller, cable: Cable, from: SearchRequest | undefined, withExcerpt: boolean): Reply {
  const blocks: Block[] = [
    { kind: 'text', text: said`${{ kind: 'member', id: caller.member, name: caller.name }} shares a cable` },
    { kind: 'text', text: headLine(cable) },
    { kind: 'text', text: subjectLine(cable) },
    ...caveatBlocks(desk, cable),
  ];
  const notice = noticeOf(cable);
  if (notice !== '') blocks.push({ kind: 'small', text: [quoted(notice)] });
  if (withExcerpt) blocks.push(excerptBlock(desk, cable, from));
  return {
    blocks,
    actions: [[{ kind: 'run', label: said`Open`, command: 'cable', options: { ref: cable.ref }, as: 'reply' }]],
    visibility: 'channel',
  };
}
