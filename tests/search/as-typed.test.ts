import { join } from 'node:path';
import { expect, test } from 'vitest';
import { matches } from '../../src/query/matching.ts';
import { parseQuery } from '../../src/query/query.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';
import { comparedEngines, openIndex } from '../helpers/engines.ts';

const bodies: Readonly<Record<string, string>> = {
  loan: 'The IMF authorised 10,000 tons of wheat under PL-480, and nobody objected.',
  title: 'Wheat under PL 480, Title I, came to 10000 tons; 1,000,000 were asked for.',
  law: 'PL480 was authorized by Congress to finance 1,000 tons.',
  summit: 'The G-20 summit in Paris: the U.S. and the U. S. S. R. said nothing.',
  talks: 'G20 talks. They told us to wait, and the USSR waited.',
  steel: 'The U. S. Steel workers went on strike in the hot-zone.',
  vote: 'His re-election was contested; the anti-Muslim riots were not reported.',
  again: 'The reelection campaign ended in antimuslim slogans.',
  council: 'The Security Council met. The WHO warned those who came.',
  small: 'the security council of the town met, who knows why.',
  qaida: 'Al-Qa’ida in the Maghreb, and al Qaeda in Iraq.',
  ivory: 'Côte d’Ivoire: Laurent Gbagbo’s men left Abidjan.',
  capitals: 'COTE DIVOIRE: GBAGBO IS SAID TO BE IN ABIDJAN.',
  accents: 'Élysée, Müller, Gdańsk, São Paulo, naïve façade.',
  state: 'A state-of-the-art radar; the state of the union.',
  be: 'To be or not to be, that is the question.',
  broken: 'The inter-\nnational court heard O’Brien and L’viv.',
  mail: 'Write to press@example.org about report No. 5/2018 (draft).',
  kyiv: 'Правительство обсуждало санкции. Уряду об’єднання не потрібне.',
  arabic: 'أعلنت الحكومة عن ١٠٬٠٠٠ طن من القمح.',
  korean: '정부는 제재를 발표했다.',
};

/** What is typed, and what it finds. */
const typed: readonly (readonly [query: string, finds: readonly string[]])[] = [
  // Numbers
  ['10,000', ['loan', 'title', 'arabic']],
  ['10000', ['loan', 'title', 'arabic']],
  ['"10,000 tons"', ['loan', 'title']],
  ['1,000', ['law']],
  ['1000000', ['title']],
  ['1,000,000', ['title']],
  // Letters with numbers
  ['PL-480', ['loan', 'title', 'law']],
  ['PL480', ['loan', 'title', 'law']],
  ['"PL 480"', ['loan', 'title', 'law']],
  ['pl-480', ['loan', 'title', 'law']],
  ['"wheat under PL480"', ['loan', 'title']],
  ['=PL480', ['law']],
  ['G20', ['summit', 'talks']],
  ['G-20', ['summit', 'talks']],
  // Initials
  ['USSR', ['summit', 'talks']],
  ['U.S.S.R.', ['summit', 'talks']],
  ['U. S. S. R.', ['summit', 'talks']],
  ['US', ['summit', 'steel']],
  ['U.S.', ['summit', 'steel']],
  ['us', ['summit', 'steel', 'talks']],
  ['=U.S.', ['summit']],
  ['"U.S. steel"', ['steel']],
  ['WHO', ['council']],
  ['"those who"', ['council']],
  // Hyphens
  ['re-election', ['vote', 'again']],
  ['reelection', ['vote', 'again']],
  ['"re election"', ['vote']],
  ['anti-muslim', ['vote', 'again']],
  ['antimuslim', ['vote', 'again']],
  ['"hot zone"', ['steel']],
  ['hot-zone', ['steel']],
  ['"anti-muslim slogans"', ['again']],
  ['state-of-the-art', ['state']],
  ['"state of the art"', ['state']],
  ['international', ['broken']],
  // Exactly
  ['="Security Council"', ['council']],
  ['"Security Council"', ['council', 'small']],
  ['=who', ['council', 'small']],
  // Stop words
  ['"to be or not to be"', ['be']],
  ['"the state of the union"', ['state']],
  ['"is said to be"', ['capitals']],
  // Apostrophes and accents
  ["d'Ivoire", ['ivory', 'capitals']],
  ['dIvoire', ['ivory', 'capitals']],
  ['"Cote d’Ivoire"', ['ivory', 'capitals']],
  ["Gbagbo's", ['ivory', 'capitals']],
  ["O'Brien", ['broken']],
  ['obrien', ['broken']],
  ["L'viv", ['broken']],
  ['elysee muller gdansk', ['accents']],
  ['"sao paulo" facade', ['accents']],
  ['Qaeda', ['qaida']],
  ['"al-Qaida"', ['qaida']],
  ["al-Qa'ida", ['qaida']],
  // Wildcards in quotation marks
  ['"authori* to finance"', []],
  ['"authori* by congress to finance"', ['law']],
  ['"authori* by * to financ*"', ['law']],
  ['"secur* counc*"', ['council', 'small']],
  ['"* council met"', ['council']],
  ['"told ?s to wait"', ['talks']],
  ['"authori* finance"~3', ['law']],
  // Punctuation
  ['press@example.org', ['mail']],
  ['5/2018', ['mail']],
  ['(draft)', ['mail']],
  ['question?', ['be']],
  // Other scripts
  ['санкций', ['kyiv']],
  ['обʼєднання', ['kyiv']],
  ['уряд', ['kyiv']],
  ['حكومة', ['arabic']],
  ['정부', ['korean']],
];

test('what people type elsewhere in vain finds what they mean, by each engine', async () => {
  const desk = testDesk();
  await importRecords(
    desk,
    Object.entries(bodies).map(([id, body]) => ({ id, body })),
  );
  const cables = [...desk.cables.all()];
  const wanted = typed.map(([query, finds]) => ({ query, faults: [], finds: finds.toSorted() }));
  const plain = typed.map(([query]) => {
    const { root, faults } = parseQuery(query);
    return { query, faults, finds: cables.flatMap((cable) => (matches(root, cable) ? cable.ref : [])).toSorted() };
  });
  expect(plain).toEqual(wanted);
  const database = join(desk.archive.folder, archiveFiles.database);
  for (const engine of comparedEngines) {
    const index = openIndex(engine, { database, file: `${database}.${engine}` });
    await index.ready();
    const found = [];
    for (const [query] of typed) {
      const { hits, total } = await index.find(parseQuery(query), { sort: 'best', offset: 0, limit: 100 });
      const refs = hits.flatMap(({ row }) => desk.cables.byRow(row)?.ref ?? []);
      expect({ query, total }).toEqual({ query, total: refs.length });
      found.push({ query, faults: [], finds: refs.toSorted() });
    }
    expect({ engine, found }).toEqual({ engine, found: wanted });
    await index.close();
  }
});
