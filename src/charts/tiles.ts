import type { TilesChart } from './chart.ts';
import { labelText, shortCount } from './label.ts';
import { pixels, rects, texts, titleLines, type Spec } from './spec.ts';
import { inkOn, rampStep, width, type Theme } from './theme.ts';

/** Tile positions (ISO 3166-1 alpha-2, XK for Kosovo): roughly geographic, near their neighbours. Laid out by hand. */
const grid = `
.. .. .. .. .. .. GL .. IS FO SJ NO SE FI .. .. .. .. .. .. .. .. .. ..
.. .. CA .. PM .. .. .. .. .. .. DK AX EE .. RU .. .. .. .. .. .. .. ..
.. US .. .. .. .. .. .. IE GB IM NL .. LV LT BY .. .. KZ .. MN .. .. ..
.. MX .. .. BM .. .. GG JE BE LU DE PL CZ SK UA MD .. UZ KG .. KP .. ..
GT BZ .. .. BS TC .. .. .. FR LI CH AT HU RO .. GE AZ TM TJ CN KR JP ..
SV HN .. CU HT DO PR .. PT ES MC SM SI HR RS BG AM TR IR AF .. .. TW ..
.. NI KY JM VG VI AI .. GI AD VA IT BA ME XK MK CY SY IQ PK NP BT HK ..
.. CR .. AW BL MF SX .. .. .. .. MT .. AL .. GR LB JO KW IN BD MM MO ..
.. PA CW BQ KN AG MS .. .. MA DZ TN LY .. EG IL PS SA BH .. LA VN PH ..
.. .. .. .. GP DM MQ .. EH MR ML NE TD SD .. .. .. QA AE .. TH KH .. ..
.. CO VE TT LC BB VC CV SN GM BF NG CM SS ER DJ YE OM .. LK MY BN PW GU
.. EC GY SR GF GD .. GW GN CI GH TG CF ET SO .. .. .. MV .. SG ID MP FM
.. PE BR .. .. .. .. SL LR .. .. BJ GQ UG KE .. .. .. .. .. TL PG NR MH
.. BO PY .. .. .. SH ST .. .. GA CG RW .. .. SC .. IO .. .. AU SB KI UM
.. CL UY .. .. .. .. .. .. CD BI TZ KM YT .. .. CX CC NF VU TV TK WF ..
.. AR .. FK .. .. .. .. AO ZM MW MZ MG MU RE .. .. .. NC FJ WS AS .. ..
.. .. .. GS .. .. .. .. NA ZW BW .. .. .. .. .. .. .. NZ TO NU CK PF PN
.. .. .. .. .. .. .. .. ZA SZ LS .. BV AQ .. TF HM .. .. .. .. .. .. ..
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '));

/** Every tile with its position; exported for the test that no country is missing. */
export const tiles: readonly { code: string; column: number; row: number }[] = grid.flatMap((line, row) =>
  line.flatMap((code, column) => (code === '..' ? [] : [{ code, column, row }])),
);

const left = 8;
const tileWidth = (width - 2 * left) / 24;
const tileHeight = 34;
/** Tiles are too narrow for letters that a phone shows well; for those who look closer they have small ones. */
const tileFont = 15;
/** Under the map: the countries with the highest numbers, in letters for a phone. */
const listed = { most: 24, columns: 4, width: (width - 48) / 4, height: 50 };

/** A tile per country, and under them the codes and numbers of the highest: the higher the number, the stronger the contrast. */
export function tilesSpec({ title, counts }: TilesChart, theme: Theme): Spec {
  const heading = titleLines(title, theme);
  const top = 132 + heading.below;
  const listTop = top + grid.length * tileHeight + 24;
  const named = counts.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  const list = named.slice(0, listed.most);
  const height = listTop + Math.ceil(list.length / listed.columns) * listed.height + 16;
  const known = new Map(named.map(({ code, count }) => [code, count]));
  const maxCount = Math.max(0, ...known.values());
  // Logarithmic: on a linear scale, one country in every second cable would make all others look alike.
  const step = (count: number): number => rampStep(Math.log1p(count), Math.log1p(maxCount));
  const colour = (count: number): string => theme.ramp[step(count)] ?? theme.back;
  const boxes = tiles.map(({ code, column, row }) => ({
    code,
    x: left + column * tileWidth,
    y: top + row * tileHeight,
    colour: colour(known.get(code) ?? 0),
  }));
  const chips = list.map((one, i) => ({
    ...one,
    x: 24 + (i % listed.columns) * listed.width,
    y: listTop + Math.floor(i / listed.columns) * listed.height,
    colour: colour(one.count),
  }));
  // Legend: the upper bound of each step of the ramp.
  const steps = [1, 2, 3, 4, 5]
    .map((one) => ({ step: one, to: Math.floor(Math.expm1((Math.log1p(maxCount) * one) / 5) + 1e-9) }))
    .filter(({ to }, i, all) => to > (all[i - 1]?.to ?? 0));
  const legend = { y: 72 + heading.below, width: (width - 40) / 5 };
  const legendX = (i: number): number => 24 + i * legend.width;
  return pixels(height, theme, [
    heading.layer,
    rects(
      steps.map((one, i) => ({
        x: legendX(i),
        x2: legendX(i) + 24,
        y: legend.y,
        y2: legend.y + 30,
        colour: theme.ramp[one.step] ?? theme.back,
      })),
    ),
    texts(steps.map(({ to }, i) => ({ x: legendX(i) + 30, y: legend.y + 15, text: `to ${shortCount(to)}`, colour: theme.text }))),
    rects(
      boxes.map(({ x, y, colour: fill }) => ({ x: x + 1, x2: x + tileWidth - 1, y: y + 1, y2: y + tileHeight - 1, colour: fill })),
      { cornerRadius: 4 },
    ),
    texts(
      boxes.flatMap(({ x, y, code, colour: fill }) =>
        known.has(code) ? [{ x: x + tileWidth / 2, y: y + tileHeight / 2, text: code, colour: inkOn(fill) }] : [],
      ),
      { align: 'center', fontSize: tileFont },
    ),
    rects(
      chips.map(({ x, y, colour: fill }) => ({ x: x + 3, x2: x + listed.width - 3, y: y + 3, y2: y + listed.height - 3, colour: fill })),
      { cornerRadius: 6 },
    ),
    texts(
      chips.map(({ x, y, code, count, colour: fill }) => ({
        x: x + listed.width / 2,
        y: y + listed.height / 2,
        text: `${labelText(code, 4)} ${shortCount(count)}`,
        colour: inkOn(fill),
      })),
      { align: 'center' },
    ),
  ]);
}
