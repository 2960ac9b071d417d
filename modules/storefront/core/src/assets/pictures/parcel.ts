/** Shown for products whose picture the storefront does not have. */
export const parcel = `
<path d="M58 66l62-28 62 28v66l-62 28-62-28z" fill="#c99b66"/>
<path d="M58 66l62 28v66l-62-28z" fill="#b6864f"/>
<path d="M58 66l62-28 62 28-62 28z" fill="#dcb584"/>
<path d="M84 54l62 28v20l-10-4.500V86L74 58.500z" fill="#f0dcc0"/>`;
