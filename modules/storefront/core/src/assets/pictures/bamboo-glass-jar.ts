export const bambooGlassJar = `
<rect x="70" y="50" width="100" height="112" rx="18" fill="#bcd3d6" opacity=".75"/>
<path d="M74 100h92v44a14 14 0 0 1-14 14H88a14 14 0 0 1-14-14z" fill="#a8743c"/>
<path d="M74 100c14-8 26-4 46-3s32-5 46 3v8H74z" fill="#bd8a50"/>
<circle cx="96" cy="122" r="5" fill="#8b5c2b"/><circle cx="122" cy="134" r="5" fill="#8b5c2b"/><circle cx="146" cy="120" r="5" fill="#8b5c2b"/><circle cx="104" cy="144" r="5" fill="#8b5c2b"/><circle cx="142" cy="146" r="5" fill="#8b5c2b"/>
<rect x="64" y="26" width="112" height="28" rx="8" fill="#dcb877"/>
<path d="M64 40h112" stroke="#c29a55" stroke-width="3"/>
<path d="M92 26v28M150 26v28" stroke="#c29a55" stroke-width="2"/>
<path d="M84 66v60" stroke="#f2f9fa" stroke-width="6" stroke-linecap="round" opacity=".8"/>`;
