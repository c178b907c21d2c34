import { citationOf, headerFacts, subjectLine } from '../../../cables/cards.ts';
import type { Cable, CableHead } from '../../../cables/cables.ts';
import type { Caller } from '../../../desk/caller.ts';
import type { Desk } from '../../../desk/desk.ts';
import { citeOf } from '../../../factcheck/claim-sheet.ts';
import { isUnchanged } from '../../../factcheck/support.ts';
import type { Claim } from '../../../factcheck/claims.ts';
import { page, type Html } from '../../../reply/html.ts';
import { join, ours, own, plain, plural, quoted, ref, said, time, type Part, type Text } from '../../../reply/text.ts';
import { paragraphsOf } from '../../../cables/paragraphs.ts';
import { notesOn, type Note } from '../../notes.ts';
import { readingsOf } from '../../readings.ts';
import { tagsOn } from '../../tags.ts';
import { workOn } from '../../work.ts';
import { caveatBlocks } from '../../../cables/pages/cable-page.ts';
import { person, workText } from '../lines.ts';

/** Where each cable of a dossier stands in it, by ref. */
export type Anchors = ReadonlyMap<string, string>;

type Fact = readonly [label: string, value: Text | Part | Html];

const factList = (facts: readonly Fact[]): Html =>
  page`<dl>
    ${facts.map(
      ([label, value]) =>
        page`<dt>${label}</dt>
          <dd dir="auto">${value}</dd>`,
    )}
  </dl>`;

/** What stands with a cable: `isHeldBack`: what others noticed is left out, as on its card while somebody reads it for themselves. */
export type SectionContext = { anchors: Anchors; claims: readonly Claim[]; isHeldBack?: boolean };

/** One cable with all that a reader of the dossier needs to judge it: header, what the desk found, text, where it comes from. */
export function cableSection(desk: Desk, caller: Caller, cable: Cable, context: SectionContext): Html {
  const { anchors, isHeldBack = false } = context;
  const anchor = anchors.get(cable.ref) ?? '';
  const notes = notesOn(desk.facts, caller.desk, cable.row).filter(({ author }) => !isHeldBack || author === caller.member);
  const caveats = caveatBlocks(desk, cable).flatMap((block) => (block.kind === 'text' ? [page`<p class="notice">${block.text}</p>`] : []));
  return page`<article id="${anchor}">
    <h2 dir="auto">${subjectLine(cable)}</h2>
    ${factList([[ours('Ref'), ref(cable.ref)], ...headerFacts(cable)])} ${caveats} ${isHeldBack ? page`` : teamPart(desk, caller, cable)} ${notesPart(desk, caller, cable, anchor, notes)}
    ${claimsPart(desk, caller, cable, context.claims)}
    <h3>${ours('Text')}</h3>
    <div class="text" dir="auto">${cable.body === '' ? said`No text was released.` : textPart(cable, anchor, notes)}</div>
    <h3>${ours('Where it comes from')}</h3>
    ${factList(provenance(desk, cable))} ${citations(desk, cable, anchors)}
    <p class="small screen"><a href="#contents">${ours('Back to the top')}</a></p>
  </article> `;
}

/** Tags, work and readers. */
function teamPart(desk: Desk, caller: Caller, cable: Cable): Html {
  const { facts } = desk;
  const tags = tagsOn(facts, caller.desk, cable.row).map(({ key }) => quoted(`#${key}`));
  const readers = readingsOf(facts, caller.desk, cable.row).flatMap(([member, { read }]) =>
    read === undefined ? [] : [said`${person(desk, caller.desk, member)}, ${time(read, 'date')}`],
  );
  const work = workOn(facts, caller.desk, cable.row);
  const about: Fact[] = [
    ...(tags.length === 0 ? [] : [[ours('Tags'), join(tags, ', ')] as const]),
    [ours('Work'), workText(desk, caller.desk, work)],
    ...(readers.length === 0 ? [] : [[ours('Read by'), join(readers, '; ')] as const]),
  ];
  return page`<h3>${ours('At the desk')}</h3>
    ${factList(about)}`;
}

/** The notes, each with a link to the paragraph that it is about. */
function notesPart(desk: Desk, caller: Caller, cable: Cable, anchor: string, notes: readonly Note[]): Html {
  if (notes.length === 0) return page``;
  const known = new Set(paragraphsOf(cable.body).map(({ number }) => number));
  const about = (paragraph: number): Html =>
    known.has(paragraph)
      ? page`, <a href="#${paragraphAnchor(anchor, paragraph)}">${said`on paragraph ${paragraph}`}</a>`
      : page`, ${said`on paragraph ${paragraph}`}`;
  return page`<h3>${ours('Notes')}</h3>
    <ul>
      ${notes.map(
        ({ key, author, at, text, paragraph }) =>
          page`<li id="${noteAnchor(anchor, key)}">
            <span class="small"
              >${person(desk, caller.desk, author)}, ${time(at, 'both')}${paragraph === undefined ? page`` : about(paragraph)}</span
            >
            <div class="text" dir="auto">${text}</div>
          </li>`,
      )}
    </ul>`;
}

const paragraphAnchor = (anchor: string, paragraph: number): string => `${anchor}-p${paragraph}`;
const noteAnchor = (anchor: string, key: string): string => `${anchor}-note-${key}`;

/** The text as it stands: each paragraph can be linked to, and one with notes has a sign before it that leads to the first of them. */
function textPart({ body }: Cable, anchor: string, notes: readonly Note[]): readonly Html[] {
  const seen = new Set<number>();
  let shown = 0;
  const pieces = paragraphsOf(body).map(({ number, start, end }) => {
    const isFirst = !seen.has(number);
    seen.add(number);
    const before = body.slice(shown, start);
    shown = end;
    if (!isFirst) return page`${before}${body.slice(start, end)}`;
    const note = notes.find(({ paragraph }) => paragraph === number);
    const sign =
      note === undefined
        ? page``
        : page`<a class="noted" href="#${noteAnchor(anchor, note.key)}" aria-label="${ours('Notes on this paragraph')}"></a>`;
    return page`${before}<span id="${paragraphAnchor(anchor, number)}">${sign}${body.slice(start, end)}</span>`;
  });
  return [...pieces, page`${body.slice(shown)}`];
}

/** The claims of the story that rest on this cable, with its words. */
function claimsPart(desk: Desk, caller: Caller, cable: Cable, claims: readonly Claim[]): Html {
  const resting = claims.filter(({ sources }) => sources.some((source) => source.cable === cable.row));
  if (resting.length === 0) return page``;
  return page`<h3>${ours('Claims that rest on it')}</h3>
    <ul>
      ${resting.map(
        ({ claim, status, author, sources }) =>
          page`<li dir="auto">
            ${claim} <span class="small">(${own(status)}; ${person(desk, caller.desk, author)})</span>${sources
              .filter((source) => source.cable === cable.row)
              .map(
                (source) =>
                  page`<blockquote dir="auto">
                    ${source.words}
                    <span class="small"
                      >${quoted(citeOf(desk, source))}${isUnchanged(desk, source) ? said`` : said` · its text has changed since`}</span
                    >
                  </blockquote>`,
              )}
          </li>`,
      )}
    </ul>`;
}

/** What shows that the text is what was imported. */
function provenance(desk: Desk, cable: Cable): Fact[] {
  const versions = desk.cables.versions(cable.row);
  const code = (text: string): Html => page`<code>${text}</code>`;
  return [
    [ours('Trove'), quoted(cable.trove)],
    [ours('File'), cable.line > 0 ? page`<code>${cable.file}</code>, ${said`line ${cable.line}`}` : code(cable.file)],
    [ours('SHA-256'), code(cable.hash)],
    [ours('Imported'), time(cable.importedAt, 'both')],
    ...(cable.changedAt > cable.importedAt ? [[ours('Last changed'), time(cable.changedAt, 'both')] as const] : []),
    ...(versions.length === 0 ? [] : [[ours('Before'), said`${plural(versions.length, 'earlier version')}`] as const]),
    ...(cable.goneAt === 0 ? [] : [[ours('Gone'), said`No longer in its source since ${time(cable.goneAt, 'date')}.`] as const]),
    [ours('Cite as'), citationOf(cable)],
  ];
}

/** What it cites and what cites it; those in the dossier as links. */
function citations(desk: Desk, cable: Cable, anchors: Anchors): Html {
  const link = (name: string): Html => {
    const anchor = anchors.get(name);
    return anchor === undefined ? page`${name}` : page`<a href="#${anchor}">${name}</a>`;
  };
  const cites = desk.cables
    .citations(cable.row)
    .map(({ printed, ref: name }) => page`<li dir="auto">${name === undefined ? page`${printed}` : link(name)}</li>`);
  const citedBy = desk.cables.citedBy(cable.row).map(({ ref: name }: CableHead) => page`<li dir="auto">${link(name)}</li>`);
  const list = (head: string, items: readonly Html[]): Html =>
    items.length === 0
      ? page``
      : page`<h3>${head}</h3>
          <ul class="small">
            ${items}
          </ul>`;
  return page`${list(ours('Cites'), cites)}${list(ours('Cited by'), citedBy)}`;
}

/** Its line in the contents. */
export const contentsLine = (cable: Cable, anchors: Anchors): Html =>
  page`<li dir="auto">
    <a href="#${anchors.get(cable.ref) ?? ''}">${plain(subjectLine(cable))}</a><br /><span class="small"
      >${cable.ref} · ${cable.date === '' ? ours('no date') : cable.date}${cable.origin === '' ? '' : ` · ${cable.origin}`}</span
    >
  </li>`;
