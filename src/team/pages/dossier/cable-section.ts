import { citationOf, headerFacts, subjectLine } from '../../../cables/cards.ts';
import type { Cable, CableHead } from '../../../cables/cables.ts';
import type { Caller } from '../../../desk/caller.ts';
import type { Desk } from '../../../desk/desk.ts';
import { citeOf } from '../../../factcheck/claim-sheet.ts';
import { isUnchanged } from '../../../factcheck/support.ts';
import type { Claim } from '../../../factcheck/claims.ts';
import { page, type Html } from '../../../reply/html.ts';
import { join, ours, own, plain, plural, quoted, ref, said, time, type Part, type Text } from '../../../reply/text.ts';
import { notesOn } from '../../notes.ts';
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

/** One cable with all that a reader of the dossier needs to judge it: header, what the desk found, text, where it comes from. */
export function cableSection(desk: Desk, caller: Caller, cable: Cable, context: { anchors: Anchors; claims: readonly Claim[] }): Html {
  const { anchors } = context;
  const caveats = caveatBlocks(desk, cable).flatMap((block) => (block.kind === 'text' ? [page`<p class="notice">${block.text}</p>`] : []));
  return page`<article id="${anchors.get(cable.ref) ?? ''}">
    <h2 dir="auto">${subjectLine(cable)}</h2>
    ${factList([[ours('Ref'), ref(cable.ref)], ...headerFacts(cable)])} ${caveats} ${teamPart(desk, caller, cable)}
    ${claimsPart(desk, caller, cable, context.claims)}
    <h3>${ours('Text')}</h3>
    <div class="text" dir="auto">${cable.body === '' ? said`No text was released.` : cable.body}</div>
    <h3>${ours('Where it comes from')}</h3>
    ${factList(provenance(desk, cable))} ${citations(desk, cable, anchors)}
    <p class="small screen"><a href="#contents">${ours('Back to contents')}</a></p>
  </article> `;
}

/** Tags, work, readers and notes. */
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
  const notes = notesOn(facts, caller.desk, cable.row).map(
    ({ author, at, text, paragraph }) =>
      page`<li>
        <span class="small"
          >${person(desk, caller.desk, author)},
          ${time(at, 'both')}${paragraph === undefined ? said`` : said`, on paragraph ${paragraph}`}</span
        >
        <div class="text" dir="auto">${text}</div>
      </li>`,
  );
  return page`<h3>${ours('At the desk')}</h3>
    ${factList(about)}${
      notes.length === 0
        ? page``
        : page`<h3>${ours('Notes')}</h3>
            <ul>
              ${notes}
            </ul>`
    }`;
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
