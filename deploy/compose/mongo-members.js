// For mongosh: the three servers of compose.yaml as one replica set; does nothing where they are one.
try {
  rs.status();
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  const members = ['mongo-1', 'mongo-2', 'mongo-3'].map((host, _id) => ({
    _id,
    host: `${host}:27017`,
  }));
  rs.initiate({ _id: 'mailhaul', members });
}
