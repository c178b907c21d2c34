/** The colour themes; `dark` matches Discord's default. */
export const themes = ['dark', 'light'] as const;
export type ThemeName = (typeof themes)[number];

export type Theme = {
  back: string;
  text: string;
  /** Secondary lines and text; contrast of at least 4.5. */
  faint: string;
  grid: string;
  /** Series, in order: a palette safe for colour blindness (Okabe and Ito, 2008), lightened on dark. */
  series: readonly string[];
  /** From zero to the maximum, with monotonic lightness. */
  ramp: readonly string[];
};

export const theme: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    back: '#2b2d31',
    text: '#f2f3f5',
    faint: '#b5bac1',
    grid: '#44474e',
    series: ['#56b4e9', '#e69f00', '#2fc79a', '#e58fbb', '#f0e442', '#ff8a5c'],
    ramp: ['#33363c', '#27506e', '#2b76a8', '#3f9fd8', '#8ccdf2', '#e2f4ff'],
  },
  light: {
    back: '#ffffff',
    text: '#1e1f22',
    faint: '#55595f',
    grid: '#d5d8dc',
    series: ['#0072b2', '#b36b00', '#007a5a', '#a8447f', '#7a7100', '#c04000'],
    ramp: ['#eef1f4', '#c6dff0', '#8fc0e2', '#4b97ca', '#1b6ba3', '#083d66'],
  },
};

/**
 * Font sizes, and the width of the layout: on a phone a picture is about 294 points wide, so 24 of 640 become 11 there.
 * Pictures are rendered 1,200 pixels wide.
 */
export const font = { family: 'DejaVu Sans', size: 26, small: 24 } as const;
export const width = 640;
export const drawnWidth = 1200;

/** The step of the ramp for a value: 0 for zero, else 1 to 5. */
export const rampStep = (value: number, max: number): number => (value <= 0 || max <= 0 ? 0 : Math.max(1, Math.ceil((5 * value) / max)));

/** Dark or light text, whichever has more contrast with a colour (relative luminance, WCAG 2). */
export function inkOn(colour: string): string {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const light = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return 1.05 / (light + 0.05) > (light + 0.05) / 0.0632 ? '#ffffff' : '#111214';
}
