import { renderAsync } from '@resvg/resvg-js';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { drawnWidth } from './theme.ts';

/** DejaVu covers Latin, Greek and Cyrillic. System fonts are never used, so that the bytes are the same everywhere. */
const folder = join(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'), '../ttf');
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(folder, name));

/**
 * Renders an SVG as PNG, 1,200 pixels wide, off the main thread. Rejects with resvg's error when it is not an SVG.
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'width', value: drawnWidth },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' },
  });
  return image.asPng();
}
