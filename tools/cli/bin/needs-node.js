// Plain JavaScript, and nothing imported: an older Node must be able to read it.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `CARV-620: Carveout needs Node 22.18 or newer, and this is Node ${process.versions.node} (${process.execPath}). ` +
      'On Linux, npm installs a newer one beside the packages: start it with `npm start`, `npm run …` or `npx …`. ' +
      'Elsewhere, install Node 24.\n',
  );
  process.exit(1);
}
