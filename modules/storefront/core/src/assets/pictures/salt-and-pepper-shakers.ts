export const saltAndPepperShakers = `
<path d="M60 76c0-20 10-30 26-30s26 10 26 30l6 68c0 8-4 12-12 12H66c-8 0-12-4-12-12z" fill="#faf7f0"/>
<path d="M64 60c2-18 8-28 22-28s20 10 22 28z" fill="#b9bec4"/>
<circle cx="79" cy="46" r="2.5" fill="#5c646c"/><circle cx="86" cy="41" r="2.5" fill="#5c646c"/><circle cx="93" cy="46" r="2.5" fill="#5c646c"/>
<path d="M72 92v38" stroke="#e2dccd" stroke-width="6" stroke-linecap="round"/>
<path d="M128 76c0-20 10-30 26-30s26 10 26 30l6 68c0 8-4 12-12 12h-40c-8 0-12-4-12-12z" fill="#353c44"/>
<path d="M132 60c2-18 8-28 22-28s20 10 22 28z" fill="#b9bec4"/>
<circle cx="147" cy="46" r="2.5" fill="#5c646c"/><circle cx="154" cy="41" r="2.5" fill="#5c646c"/><circle cx="161" cy="46" r="2.5" fill="#5c646c"/>
<path d="M140 92v38" stroke="#59636d" stroke-width="6" stroke-linecap="round"/>`;
