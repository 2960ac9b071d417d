export const base = `
:root {
  color-scheme: light dark;
  --ground: #f5f7f5; --surface: #ffffff; --ink: #1b2420; --muted: #55625c; --line: #d7dfda;
  --accent: #1c6b58; --accent-strong: #12483b; --on-accent: #ffffff; --wash: #e6f0ec;
  --danger: #9c2c1a; --danger-wash: #fbe9e5;
  --serif: 'Iowan Old Style', 'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, serif;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #111715; --surface: #1a2320; --ink: #e7eeea; --muted: #a4b3ab; --line: #303d38;
    --accent: #74cfb5; --accent-strong: #a5e5d2; --on-accent: #0c1a15; --wash: #1e2f29;
    --danger: #ffab9a; --danger-wash: #38201b;
  }
  .picture { filter: brightness(.88); }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink); font: 1rem/1.6 var(--sans); }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; letter-spacing: -.01em; margin: 0; text-wrap: balance; }
h1 { font-size: clamp(1.9rem, 1.4rem + 2.2vw, 2.9rem); }
h2 { font-size: 1.5rem; }
h3 { font-size: 1.1rem; }
p { margin: 0; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: .08em; }
a:hover { color: var(--accent-strong); }
ul, ol, dl, dd { margin: 0; padding: 0; }
img, svg { display: block; max-width: 100%; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
.wrap { width: min(72rem, 100% - 2.5rem); margin-inline: auto; }
.lead { color: var(--muted); font-size: 1.1rem; max-width: 60ch; }
.muted { color: var(--muted); }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 2; padding: .6rem 1rem; background: var(--accent); color: var(--on-accent); border-radius: 0 0 8px 8px; }
.skip:focus { top: 0; color: var(--on-accent); }
@media (prefers-reduced-motion: no-preference) {
  a, .button, .card { transition: color .15s, background-color .15s, border-color .15s, box-shadow .15s; }
}
`;
