import type { TilesChart } from './chart.ts';
import { labelText, shortCount } from './label.ts';
import { pixels, rects, texts, type Spec } from './spec.ts';
import { font, inkOn, rampStep, type Theme } from './theme.ts';

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

const tileWidth = 49;
const tileHeight = 66;
/** Twenty-four columns need more width than the other pictures. */
const totalWidth = 24 * tileWidth + 24;
const left = 12;

/** A tile per country with its code and number: the higher the number, the stronger the contrast with the background. */
export function tilesSpec({ title, counts }: TilesChart, theme: Theme): Spec {
  const top = 150;
  const height = top + grid.length * tileHeight + 20;
  const known = new Map(counts.map(({ code, count }) => [code, count]));
  const maxCount = Math.max(0, ...known.values());
  // Logarithmic: on a linear scale, one country in every second cable would make all others look alike.
  const step = (count: number): number => rampStep(Math.log1p(count), Math.log1p(maxCount));
  const boxes = tiles.map(({ code, column, row }) => {
    const count = known.get(code) ?? 0;
    return {
      code,
      count,
      x: left + column * tileWidth,
      y: top + row * tileHeight,
      colour: theme.ramp[step(count)] ?? theme.back,
    };
  });
  // Legend: the upper bound of each step of the ramp.
  const steps = [1, 2, 3, 4, 5]
    .map((one) => ({ step: one, to: Math.floor(Math.expm1((Math.log1p(maxCount) * one) / 5) + 1e-9) }))
    .filter(({ to }, i, all) => to > (all[i - 1]?.to ?? 0));
  return pixels(
    height,
    theme,
    [
      texts([{ x: 24, y: 38, text: labelText(title, 60), colour: theme.text }], { fontSize: font.size, fontWeight: 'bold' }),
      rects(steps.map(({ step }, i) => ({ x: 24 + i * 190, x2: 54 + i * 190, y: 80, y2: 110, colour: theme.ramp[step] ?? theme.back }))),
      texts(steps.map(({ to }, i) => ({ x: 64 + i * 190, y: 95, text: `to ${shortCount(to)}`, colour: theme.text }))),
      rects(
        boxes.map(({ x, y, colour }) => ({ x: x + 1, x2: x + tileWidth - 1, y: y + 1, y2: y + tileHeight - 1, colour })),
        { cornerRadius: 4 },
      ),
      ...[true, false].map((isNamed) =>
        texts(
          boxes
            .filter(({ count }) => count > 0 === isNamed)
            .map(({ x, y, code, colour }) => ({
              x: x + tileWidth / 2,
              y: y + (isNamed ? 21 : tileHeight / 2),
              text: code,
              colour: isNamed ? inkOn(colour) : theme.faint,
            })),
          { align: 'center', ...(isNamed ? { fontSize: 26 } : {}) },
        ),
      ),
      texts(
        boxes.flatMap(({ x, y, count, colour }) =>
          count === 0 ? [] : [{ x: x + tileWidth / 2, y: y + 47, text: shortCount(count), colour: inkOn(colour) }],
        ),
        { align: 'center' },
      ),
    ],
    totalWidth,
  );
}
