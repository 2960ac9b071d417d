export const controls = `
.button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.9rem; padding: .5rem 1.4rem; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent); color: var(--on-accent); font: 600 1rem/1.2 var(--sans); text-decoration: none; cursor: pointer; }
.button:hover { background: var(--accent-strong); border-color: var(--accent-strong); color: var(--on-accent); }
.button.quiet { background: transparent; color: var(--accent); border-color: var(--line); }
.button.quiet:hover { border-color: var(--accent); background: var(--wash); color: var(--accent); }
.button.wide { width: 100%; }
label, legend { font-weight: 600; }
input, select { width: 100%; min-height: 2.9rem; padding: .5rem .8rem; border: 1px solid color-mix(in srgb, var(--muted) 65%, transparent); border-radius: 8px; background: var(--surface); color: var(--ink); font: inherit; }
input:hover, select:hover { border-color: var(--accent); }
input[aria-invalid], select[aria-invalid] { border: 2px solid var(--danger); }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: .8rem; font: 600 1.2rem/1.2 var(--serif); }
.fields { display: grid; gap: 1rem; grid-template-columns: repeat(6, minmax(0, 1fr)); }
.field { grid-column: span 6; display: grid; gap: .3rem; align-content: start; }
.field.half { grid-column: span 3; }
.field.third { grid-column: span 2; }
.hint { color: var(--muted); font-size: .9rem; }
.fault { color: var(--danger); font-size: .9rem; font-weight: 600; }
.notice { padding: 1rem 1.25rem; border: 1px solid var(--danger); border-left-width: 6px; border-radius: 8px; background: var(--danger-wash); color: var(--ink); margin-bottom: 2rem; }
.notice strong { display: block; }
`;
