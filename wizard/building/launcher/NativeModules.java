package graalpywizard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The payload's shared libraries, which the system opens as files only. The interpreter sees them in {@link #folder}; each
 * is written there when it is first loaded, and compared with the payload, byte by byte, whenever it is found there.
 * The folder's name holds the hash of their content; it and the one around it belong to this user alone.
 */
final class NativeModules {
    /** Their folder in the payload. */
    static final String NAME = "native";
    /** The library behind _bz2. */
    static final String BZ2 = NAME + "/libbz2support.so";
    private static final FileAttribute<?> PRIVATE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Payload payload;
    private final Set<String> ready = new HashSet<>();
    /** Where the libraries are, as the system sees it; null where no folder of this machine will do. */
    final Path folder;

    NativeModules(Payload payload, String hash) {
        this.payload = payload;
        this.folder = choose(hash);
    }

    /** The first fit place: the user's cache, else temporary files. Nothing is written yet. */
    private static Path choose(String hash) {
        String home = System.getenv("HOME");
        String[] bases = {System.getenv("XDG_CACHE_HOME"), home == null ? null : home + "/.cache", System.getenv("TMPDIR"), "/tmp"};
        long user = Native.userId();
        for (String base : bases) {
            if (base != null && base.startsWith("/")) {
                try {
                    Path place = place(Path.of(base), user, hash);
                    if (place != null) {
                        return place;
                    }
                } catch (IOException | IllegalArgumentException e) {
                    // Not there or not readable: the next one.
                }
            }
        }
        return null;
    }

    private static Path place(Path base, long user, String hash) throws IOException {
        boolean cache = base.endsWith(".cache") && !Files.exists(base);
        Path real = cache ? base.getParent().toRealPath().resolve(".cache") : base.toRealPath();
        Path existing = cache ? real.getParent() : real;
        for (Path at = existing; at != null; at = at.getParent()) {
            if (!isTrusted(at, user)) {
                return null;
            }
        }
        if (!Mounts.allowExecution(existing)) {
            return null;
        }
        Path around = real.resolve("graalpy-wizard-native-" + user);
        Path chosen = around.resolve(hash);
        if (Files.exists(around, LinkOption.NOFOLLOW_LINKS)) {
            boolean there = Files.exists(chosen, LinkOption.NOFOLLOW_LINKS);
            boolean fit = isPrivate(around, user) && (there ? isPrivate(chosen, user) : Files.isWritable(around));
            return fit ? chosen : null;
        }
        return Files.isWritable(existing) ? chosen : null;
    }

    /** Nobody but root and this user may put something else in its place. */
    private static boolean isTrusted(Path folder, long user) throws IOException {
        Map<String, Object> found = Files.readAttributes(folder, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        int owner = (Integer) found.get("uid");
        int mode = (Integer) found.get("mode");
        boolean open = (mode & 0002) != 0 && (mode & 01000) == 0;
        return (owner == 0 || owner == user) && !open;
    }

    /** No link, this user's, and closed to all others. */
    private static boolean isPrivate(Path folder, long user) throws IOException {
        Map<String, Object> found = Files.readAttributes(folder, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
        return (Boolean) found.get("isDirectory") && (Integer) found.get("uid") == user && ((Integer) found.get("mode") & 0077) == 0;
    }

    /** The real file of the library {@code name} ("native/..."), written now if it is not there or not the same. */
    synchronized Path unpack(String name, Payload.Entry entry) throws IOException {
        if (folder == null) {
            throw new IOException("native modules need a private folder, and none can be made in XDG_CACHE_HOME, HOME/.cache, TMPDIR or /tmp");
        }
        Path target = folder.resolve(name.substring(NAME.length() + 1));
        if (ready.contains(name)) {
            return target;
        }
        byte[] content = payload.content(entry);
        long user = Native.userId();
        if (!Files.exists(folder.getParent().getParent())) {
            makePrivate(folder.getParent().getParent());
        }
        requirePrivate(folder.getParent(), user);
        requirePrivate(folder, user);
        if (!target.getParent().equals(folder)) {
            requirePrivate(target.getParent(), user);
        }
        if (!holds(target, content, user)) {
            write(target, content);
        }
        ready.add(name);
        return target;
    }

    private static void requirePrivate(Path folder, long user) throws IOException {
        makePrivate(folder);
        if (!isPrivate(folder, user)) {
            throw new IOException(folder + " is not a private folder of this user: remove it");
        }
    }

    private static void makePrivate(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PRIVATE);
        } catch (FileAlreadyExistsException e) {
            // Made before, or by another start at the same moment.
        }
    }

    private static boolean holds(Path file, byte[] content, long user) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Map<String, Object> found = Files.readAttributes(file, "unix:uid,mode,size", LinkOption.NOFOLLOW_LINKS);
        boolean own = (Integer) found.get("uid") == user && ((Integer) found.get("mode") & 0022) == 0;
        return own && (Long) found.get("size") == content.length && Arrays.equals(Files.readAllBytes(file), content);
    }

    /** Beside it, then renamed: two first starts at once both succeed, and nobody loads half a library. */
    private static void write(Path target, byte[] content) throws IOException {
        Path temporary = target.resolveSibling(".new-" + ProcessHandle.current().pid() + "-" + target.getFileName());
        Files.deleteIfExists(temporary);
        var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (SeekableByteChannel out = Files.newByteChannel(temporary, options, PRIVATE)) {
                for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining();) {
                    out.write(rest);
                }
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw new IOException(target + " cannot be written: " + e.getReason());
        } catch (IOException e) {
            throw new IOException(target + " cannot be written: " + e.getMessage());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
