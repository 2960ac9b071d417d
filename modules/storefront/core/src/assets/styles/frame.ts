export const frame = `
.top { background: var(--surface); border-bottom: 1px solid var(--line); }
.top .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.5rem; padding-block: .8rem; }
.brand { display: flex; align-items: center; gap: .5rem; margin-right: auto; font: 600 1.3rem/1 var(--serif); color: var(--ink); text-decoration: none; padding-block: .4rem; }
.brand img { width: 2.6rem; }
.top nav ul { display: flex; gap: 1.25rem; list-style: none; }
.top nav a { display: inline-flex; align-items: center; gap: .4rem; min-height: 2.75rem; color: var(--ink); text-decoration: none; font-weight: 500; }
.top nav a:hover, .top nav a[aria-current] { color: var(--accent); text-decoration: underline; }
.count { min-width: 1.5rem; padding: 0 .4rem; border-radius: 1rem; background: var(--accent); color: var(--on-accent); font-size: .85rem; line-height: 1.5rem; text-align: center; }
.currency { display: flex; align-items: center; gap: .4rem; }
.currency select { width: auto; max-width: 11rem; min-height: 2.5rem; padding-block: .3rem; }
.currency .button { min-height: 2.5rem; padding: .3rem .8rem; }
main { flex: 1; padding-block: clamp(1.75rem, 4vw, 3.5rem) 4rem; }
main:focus { outline: none; }
.bottom { border-top: 1px solid var(--line); color: var(--muted); font-size: .9rem; }
.bottom .wrap { display: flex; flex-wrap: wrap; gap: .5rem 2rem; padding-block: 1.5rem; }
.bottom .wrap :first-child { margin-right: auto; }
.bottom a { color: inherit; }
@media (max-width: 34rem) {
  .top .wrap { column-gap: 1rem; }
  .brand { font-size: 1.15rem; gap: .3rem; }
  .brand img { width: 2.2rem; }
  .top nav ul { gap: .9rem; }
  .currency { width: 100%; }
  .currency select { flex: 1; min-width: 0; max-width: none; }
}
`;
