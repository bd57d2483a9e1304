import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** A server of MongoDB's wire protocol in memory, on a loopback port given as argument, for as long as its parent lives. */
public class MongoServerMain {
  /** Clients of today do not speak to the versions that the server says it is. */
  static final class Version implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 13;
    }
  }

  public static void main(String[] arguments) throws Exception {
    MongoServer server = new MongoServer(new MemoryBackend().version(new Version()));
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println("ready");
    // The parent's end of the pipe closes when it dies.
    while (System.in.read() >= 0) {}
    server.shutdownNow();
    System.exit(0);
  }
}
