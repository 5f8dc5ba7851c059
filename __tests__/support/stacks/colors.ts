/**
 * How people see colours: distances in Oklab (bottosson.github.io/posts/oklab), colour vision deficiencies after Machado,
 * Oliveira and Fernandes (2009, severity 1), contrast after WCAG 2.2. Colours are like `#3f98e8`.
 */
type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const seen = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanope: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, Matrix>;
export type Vision = keyof typeof seen;
export const visions = Object.keys(seen) as readonly Vision[];

const map = ([x, y, z]: Triple, change: (part: number) => number): Triple => [
  change(x),
  change(y),
  change(z),
];
const times = ([a, b, c]: Matrix, [x, y, z]: Triple): Triple => {
  const dot = ([p, q, r]: Triple) => p * x + q * y + r * z;
  return [dot(a), dot(b), dot(c)];
};

/** Red, green and blue light, 0 to 1. */
function light(color: string): Triple {
  const part = (at: number) => Number.parseInt(color.slice(at, at + 2), 16) / 255;
  return map([part(1), part(3), part(5)], (value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
}

const CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
function oklab(color: string, vision: Vision): Triple {
  const visible = map(times(seen[vision], light(color)), (part) => Math.min(1, Math.max(0, part)));
  return times(LAB, map(times(CONES, visible), Math.cbrt));
}

/** How different two colours look, from 0 to 1. */
export function difference(one: string, other: string, vision: Vision): number {
  const [a, b] = [oklab(one, vision), oklab(other, vision)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** In degrees: red is about 30, yellow 110, green 145, blue 265. */
export function hue(color: string): number {
  const [, a, b] = oklab(color, 'normal');
  return ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
}

export function isGrey(color: string): boolean {
  const [, a, b] = oklab(color, 'normal');
  return Math.hypot(a, b) < 0.03;
}

/** From 1 to 21. */
export function contrast(one: string, other: string): number {
  const bright = (color: string) => {
    const [red, green, blue] = light(color);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const [a, b] = [bright(one), bright(other)];
  return Math.max(a, b) / Math.min(a, b);
}
