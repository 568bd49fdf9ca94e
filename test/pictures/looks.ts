export const LOGO_URL = 'https://kettle.example/logo.png';
const logo = { url: LOGO_URL, alt: 'Kettle & Co', width: 170 };

/** What the README shows: a template each, in the look of some brand. */
export const LOOKS = [
  {
    template: 'first-purchase-thanks',
    language: 'en',
    look: { accent: '#a2542a', logo: null, page: null },
    shots: ['desktop', 'phone'],
  },
  {
    template: 'birthday',
    language: 'de',
    look: { accent: '#1f6f54', logo, page: '#e6eee9' },
    shots: ['desktop', 'phone'],
  },
  {
    template: 'customer-anniversary',
    language: 'fr',
    look: { accent: '#3d4fb8', logo: null, page: '#e9ebf7' },
    shots: ['desktop-dark', 'phone-dark'],
  },
];

/** A kettle and a name, in a colour. */
export function logoOf(colour: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 336 72" fill="none" stroke="${colour}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">
    <path d="M12 64h46l-7-25c-3-10-29-10-32 0z"/><path d="M54 48c8-2 8-12 16-14"/><path d="M17 30c0-28 36-28 36 0"/>
    <text x="90" y="56" font-family="Georgia, serif" font-size="40" fill="${colour}" stroke="none">Kettle &amp; Co</text>
  </svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
