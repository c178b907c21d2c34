import { aboutTroves } from '../../../cables/pages/citation-page.ts';
import type { Cable } from '../../../cables/cables.ts';
import { bibliographyEntry } from '../../../cables/bibliography/entry.ts';
import { chicagoNote } from '../../../cables/bibliography/chicago.ts';
import type { Caller } from '../../../desk/caller.ts';
import type { Desk } from '../../../desk/desk.ts';
import { claimsOf } from '../../../factcheck/claims.ts';
import { DeskError } from '../../../reply/failure.ts';
import { page, type Html } from '../../../reply/html.ts';
import type { ReplyFile } from '../../../reply/reply.ts';
import { ours, plain, plural, said, strong, time, type Text } from '../../../reply/text.ts';
import { person } from '../lines.ts';
import { cableSection, contentsLine } from './cable-section.ts';
import { wholePage } from '../../../reply/whole-page.ts';

/** What a phone still opens, and Discord still takes. */
const most = { cables: 200, bytes: 8 * 1024 * 1024 };

/** Cables written before yielding to the event loop. */
const cablesAtOnce = 20;

/**
 * Cables with what the desk found out about them, in one HTML file that opens without a network. `query`: by which they were found.
 * Throws a DeskError when they are too many, or their texts too long.
 */
export async function dossierOf(desk: Desk, caller: Caller, rows: readonly number[], query: string | undefined): Promise<ReplyFile> {
  if (rows.length > most.cables)
    throw tooLarge(said`${plural(rows.length, 'cable')} are too many for one dossier: ${plural(most.cables, 'cable')} at most.`);
  const cables = rows.flatMap((row) => desk.cables.byRow(row) ?? []);
  const anchors = new Map(cables.map(({ ref }, i) => [ref, `cable-${i + 1}`]));
  const claims = claimsOf(desk.facts, caller.desk);
  const sections: Html[] = [];
  let size = 0;
  for (const [i, cable] of cables.entries()) {
    const section = cableSection(desk, caller, cable, { anchors, claims });
    size += Buffer.byteLength(section.code);
    if (size > most.bytes)
      throw tooLarge(
        said`The texts of ${plural(rows.length, 'cable')} are too long for one dossier: ${most.bytes / 1024 / 1024} MB at most.`,
      );
    sections.push(section);
    if (i % cablesAtOnce === cablesAtOnce - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  const title = plain(said`Dossier: ${plural(cables.length, 'cable')}`);
  const bytes = wholePage(title, [
    page`<header>
      <h1>${title}</h1>
      <p>${said`Put together by ${person(desk, caller.desk, caller.member)}, ${time(desk.now(), 'both')}.`}</p>
      ${notices(desk, cables)}
      <p class="small">${said`Confidential: it holds the texts of the cables and what the desk wrote about them.`}</p>
    </header>`,
    page`<nav id="contents">
      <h2>${ours('Contents')}</h2>
      <ol>
        ${cables.map((cable) => contentsLine(cable, anchors))}
      </ol>
      <ul>
        <li><a href="#citations">${ours('Citations')}</a></li>
        <li><a href="#receipt">${ours('Receipt')}</a></li>
      </ul>
    </nav>`,
    ...sections,
    citationList(desk, cables),
    receipt(desk, cables, query),
  ]);
  const day = new Date(desk.now()).toISOString().slice(0, 10);
  return { name: `dossier-${day}.html`, bytes, holds: cables.map(({ row, body }) => ({ cable: row, at: 0, length: body.length })) };
}

const tooLarge = (text: Text): DeskError =>
  new DeskError(text, { kind: 'usage', hint: said`Narrow the search, for example by month: ${strong('date:2018-07')}` });

/** What the troves say of themselves before anything else: that they are fictional, for example. */
function notices(desk: Desk, cables: readonly Cable[]): readonly Html[] {
  const about = aboutTroves(desk);
  const said = new Set([...new Set(cables.map(({ trove }) => trove))].flatMap((trove) => about(trove)?.notice || []));
  return [...said].map((notice) => page`<p class="notice" dir="auto">${notice}</p>`);
}

function citationList(desk: Desk, cables: readonly Cable[]): Html {
  const about = aboutTroves(desk);
  return page`<article id="citations">
    <h2>${ours('Citations')}</h2>
    <ol>
      ${cables.map((cable) => page`<li dir="auto">${chicagoNote(bibliographyEntry(cable, about(cable.trove)))}</li>`)}
    </ol>
  </article>`;
}

/** What was asked, over which cables, and what came of it: enough to ask it again and to see whether anything has changed. */
function receipt(desk: Desk, cables: readonly Cable[], query: string | undefined): Html {
  const corpus = desk.searches.corpus();
  return page`<article id="receipt">
    <h2>${ours('Receipt')}</h2>
    <dl>
      ${
        query === undefined
          ? page``
          : page`<dt>${ours('Asked')}</dt>
              <dd dir="auto"><code>${query}</code></dd>`
      }
      <dt>${ours('At')}</dt>
      <dd>${time(desk.now(), 'both')}</dd>
      <dt>${ours('Over')}</dt>
      <dd>${plural(corpus.cables, 'cable')}</dd>
      <dt>${ours('Checksum')}</dt>
      <dd><code>${corpus.checksum}</code></dd>
      <dt>${ours('Found')}</dt>
      <dd>${plural(cables.length, 'cable')}</dd>
    </dl>
    <p class="small">
      ${said`The checksum is SHA-256 over the ref and hash of every cable the desk held; a cable’s hash is SHA-256 over all that its source says.`}
    </p>
  </article>`;
}
