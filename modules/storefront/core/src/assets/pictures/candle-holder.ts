export const candleHolder = `
<circle cx="120" cy="54" r="36" fill="#f7d88a" opacity=".45"/>
<path d="M120 22c14 18 18 26 18 34a18 18 0 0 1-36 0c0-8 4-16 18-34z" fill="#f29b38"/>
<path d="M120 44c7 9 9 13 9 18a9 9 0 0 1-18 0c0-5 2-9 9-18z" fill="#fdeaa7"/>
<path d="M120 70v14" stroke="#4b3f38" stroke-width="3" stroke-linecap="round"/>
<path d="M98 84h44v56H98z" fill="#fff8e8"/>
<path d="M74 82h92l-10 66c-1 8-6 12-14 12H98c-8 0-13-4-14-12z" fill="#7d9bc2" opacity=".4"/>
<path d="M74 82h92l-1.5 10h-89z" fill="#5f7fa8" opacity=".6"/>
<path d="M88 96l6 46" stroke="#e9f0f8" stroke-width="6" stroke-linecap="round" opacity=".8"/>`;
